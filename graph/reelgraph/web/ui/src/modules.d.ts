/** The address of a style sheet, for `withSheet`; see build.mjs. */
declare module "sheet:*" {
  const address: string;
  export default address;
}
declare module "*.css" {
  const text: string;
  export default text;
}
