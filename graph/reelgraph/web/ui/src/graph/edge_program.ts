// Lines in WebGL: thick, thin, dashed and dotted, one program for all.

import { EdgeProgram } from "sigma/rendering";
import type { ProgramInfo } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";

const VERTEX = `
attribute vec2 a_start;
attribute vec2 a_end;
attribute float a_width;
attribute vec4 a_color;
attribute vec4 a_dashes;
attribute vec2 a_more;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform vec2 u_screen;
uniform float u_grow;
varying vec4 v_color;
varying vec2 v_at;
varying float v_half;
varying vec4 v_dashes;
varying float v_round;
void main() {
  vec2 from = (u_matrix * vec3(a_start, 1.0)).xy * u_screen / 2.0;
  vec2 to = (u_matrix * vec3(a_end, 1.0)).xy * u_screen / 2.0;
  float whole = max(length(to - from), 0.001);
  vec2 along = (to - from) / whole;
  vec2 across = vec2(-along.y, along.x);
  v_half = max(0.45, a_width * u_grow / 2.0);
  float side = (v_half + 1.0) * a_corner.y;
  v_at = vec2(a_corner.x * whole, side);
  v_dashes = a_dashes;
  v_round = a_more.x;
  v_color = vec4(a_color.rgb, a_more.y);
  gl_Position = vec4((mix(from, to, a_corner.x) + across * side) * 2.0 / u_screen, 0.0, 1.0);
}`;

const FRAGMENT = `
precision highp float;
varying vec4 v_color;
varying vec2 v_at;
varying float v_half;
varying vec4 v_dashes;
varying float v_round;
uniform float u_pixelRatio;
void main(void) {
  float soft = 0.6 / u_pixelRatio;
  float period = v_dashes.x + v_dashes.y + v_dashes.z + v_dashes.w;
  float ink = 1.0 - smoothstep(-soft, soft, abs(v_at.y) - v_half);
  if (period > 0.0) {
    float at = mod(v_at.x, period);
    if (v_round > 0.5) {
      // A dot around the beginning of each period.
      float away = length(vec2(min(at, period - at), v_at.y)) - v_half;
      ink = 1.0 - smoothstep(-soft, soft, away);
    } else {
      float second = v_dashes.x + v_dashes.y;
      float first = max(-at, at - v_dashes.x);
      float other = max(second - at, at - second - v_dashes.z);
      float away = v_dashes.z > 0.0 ? min(first, other) : first;
      ink *= 1.0 - smoothstep(-soft, soft, away);
    }
  }
  float alpha = ink * v_color.a;
  gl_FragColor = vec4(v_color.rgb * alpha, alpha);
}`;

export interface LineLook {
  dashes: number[];
  round: number;
  alpha: number;
}

/** The program of lines; what is under the pointer is found without it. */
export function edgeProgram(): typeof EdgeProgram {
  const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
  return class extends EdgeProgram {
    override getDefinition() {
      return {
        VERTICES: 6,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: TRIANGLES,
        UNIFORMS: ["u_matrix", "u_screen", "u_grow", "u_pixelRatio"],
        ATTRIBUTES: [
          { name: "a_start", size: 2, type: FLOAT },
          { name: "a_end", size: 2, type: FLOAT },
          { name: "a_width", size: 1, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_dashes", size: 4, type: FLOAT },
          { name: "a_more", size: 2, type: FLOAT },
        ],
        CONSTANT_ATTRIBUTES: [{ name: "a_corner", size: 2, type: FLOAT }],
        CONSTANT_DATA: [[0, -1], [1, -1], [0, 1], [1, -1], [1, 1], [0, 1]],
      };
    }

    override processVisibleItem(
      _: number,
      start: number,
      from: NodeDisplayData,
      to: NodeDisplayData,
      data: EdgeDisplayData,
    ) {
      const { dashes, round, alpha } = data as EdgeDisplayData & LineLook;
      const [a = 0, b = 0, c = 0, d = 0] = dashes;
      this.array.set(
        [from.x, from.y, to.x, to.y, data.size, floatColor(data.color), a, b, c, d, round, alpha],
        start,
      );
    }

    override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo) {
      const at = uniformLocations as Record<string, WebGLUniformLocation>;
      gl.uniformMatrix3fv(at["u_matrix"]!, false, params.matrix);
      gl.uniform2f(at["u_screen"]!, params.width, params.height);
      gl.uniform1f(at["u_grow"]!, 1 / params.sizeRatio);
      gl.uniform1f(at["u_pixelRatio"]!, params.pixelRatio);
    }
  } as unknown as typeof EdgeProgram;
}
