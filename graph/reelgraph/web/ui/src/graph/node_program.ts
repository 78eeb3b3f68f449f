// Nodes in WebGL: every shape and fill in one program, so that all are one draw call.

import { NodeProgram } from "sigma/rendering";
import type { ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import type { Style } from "./style";

/** What changes for all at once: the colours of the page. */
export interface Ground {
  page: [number, number, number];
  ring: [number, number, number];
  mark: [number, number, number];
}

const SHAPES = ["circle", "square", "diamond", "triangle", "hexagon"];
const FILLS = ["solid", "hollow", "dotted"];
export const shapeNumber = (shape: string): number => SHAPES.indexOf(shape);
export const fillNumber = (fill: string): number => FILLS.indexOf(fill);

const VERTEX = `
attribute vec2 a_position;
attribute float a_size;
attribute vec4 a_color;
attribute vec4 a_id;
attribute vec4 a_look;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform vec2 u_screen;
uniform float u_sizeRatio;
varying vec4 v_color;
varying vec2 v_at;
varying float v_radius;
varying vec4 v_look;
void main() {
  v_radius = a_size / u_sizeRatio;
  float reach = v_radius * 1.25 + 8.0;
  v_at = a_corner * reach;
  v_look = a_look;
  vec2 middle = (u_matrix * vec3(a_position, 1.0)).xy;
  gl_Position = vec4(middle + v_at * 2.0 / u_screen, 0.0, 1.0);
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

const number = (n: number): string => (Number.isInteger(n) ? `${n}.0` : String(n));

/** How far a point lies outside a shape of radius 1, for each angular shape: its half planes. */
function halfPlanes(corners: [number, number][]): string {
  return corners
    .map(([x, y], place) => {
      const [u, v] = corners[(place + 1) % corners.length]!;
      const length = Math.hypot(u - x, v - y);
      let nx = (v - y) / length, ny = -(u - x) / length;
      if (nx * x + ny * y < 0) [nx, ny] = [-nx, -ny];
      return `d = max(d, dot(p, vec2(${number(nx)}, ${number(ny)})) - ${number(nx * x + ny * y)});`;
    })
    .join("\n    ");
}

function fragment(style: Style): string {
  const angular = ["diamond", "triangle", "hexagon"]
    .map((shape) => `if (kind < ${shapeNumber(shape)}.5) {
    float d = -9.0;
    ${halfPlanes(style.corners[shape] ?? [])}
    return d;
  }`)
    .join("\n  ");
  return `
precision highp float;
varying vec4 v_color;
varying vec2 v_at;
varying float v_radius;
varying vec4 v_look;
uniform float u_pixelRatio;
uniform vec3 u_page;
uniform vec3 u_ring;
uniform vec3 u_mark;
float outside(vec2 p, float kind) {
  if (kind < 0.5) return length(p) - 1.0;
  if (kind < 1.5) {
    vec2 q = abs(p) - vec2(0.54);
    return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - 0.36;
  }
  ${angular}
  return length(p) - 1.0;
}
void main(void) {
  float kind = v_look.x, fill = v_look.y, ring = v_look.z, alpha = v_look.w;
  vec2 p = vec2(v_at.x, -v_at.y) / v_radius;
  float d = outside(p, kind) * v_radius;
  float soft = 0.7 / u_pixelRatio;
  #ifdef PICKING_MODE
  if (length(v_at) > v_radius + 4.0) discard;
  gl_FragColor = v_color;
  #else
  float inside = 1.0 - smoothstep(-soft, soft, d);
  // A ring of the page around every node, so that lines seem to end there.
  float halo = 1.0 - smoothstep(-soft, soft, d - 1.5);
  float thick = max(1.6, 0.32 * v_radius);
  float hole = fill < 0.5 ? 0.0 : 1.0 - smoothstep(-soft, soft, d + thick);
  float dot_ = fill < 1.5 ? 0.0 : 1.0 - smoothstep(-soft, soft, length(v_at) - 0.28 * v_radius);
  float ink = inside * (1.0 - hole * (1.0 - dot_));
  vec3 colour = mix(u_page, v_color.rgb, ink * alpha);
  float covered = max(halo, inside);
  float circle = 0.0;
  if (ring > 0.5) {
    float away = abs(length(v_at) - v_radius * 1.12 - 4.5) - 1.1;
    circle = 1.0 - smoothstep(-soft, soft, away);
    colour = mix(colour, ring > 1.5 ? u_mark : u_ring, circle);
    covered = max(covered, circle);
  }
  gl_FragColor = vec4(colour * covered, covered);
  #endif
}`;
}

/** The program of nodes for a style; `ground` is read whenever it draws. */
export function nodeProgram(style: Style, ground: Ground): typeof NodeProgram {
  const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
  const source = fragment(style);
  return class extends NodeProgram {
    override getDefinition() {
      return {
        VERTICES: 6,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: source,
        METHOD: TRIANGLES,
        UNIFORMS: ["u_matrix", "u_screen", "u_sizeRatio", "u_pixelRatio", "u_page", "u_ring", "u_mark"],
        ATTRIBUTES: [
          { name: "a_position", size: 2, type: FLOAT },
          { name: "a_size", size: 1, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_look", size: 4, type: FLOAT },
        ],
        CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
        CONSTANT_DATA: [[-1, -1], [1, -1], [-1, 1], [1, -1], [1, 1], [-1, 1]],
      };
    }

    override processVisibleItem(id: number, start: number, data: NodeDisplayData) {
      const look = data as NodeDisplayData & { shape: number; fill: number; ring: number; alpha: number };
      this.array.set(
        [data.x, data.y, data.size, floatColor(data.color), id, look.shape, look.fill, look.ring, look.alpha],
        start,
      );
    }

    override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo) {
      const at = uniformLocations as Record<string, WebGLUniformLocation>;
      gl.uniformMatrix3fv(at["u_matrix"]!, false, params.matrix);
      gl.uniform2f(at["u_screen"]!, params.width, params.height);
      gl.uniform1f(at["u_sizeRatio"]!, params.sizeRatio);
      gl.uniform1f(at["u_pixelRatio"] ?? null, params.pixelRatio);
      gl.uniform3fv(at["u_page"] ?? null, ground.page);
      gl.uniform3fv(at["u_ring"] ?? null, ground.ring);
      gl.uniform3fv(at["u_mark"] ?? null, ground.mark);
    }
  } as unknown as typeof NodeProgram;
}
