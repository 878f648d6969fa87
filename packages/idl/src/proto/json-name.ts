/** The name of a field in JSON where no `json_name` says another: each letter behind an underscore is a capital. */
export function defaultJsonName(name: string): string {
  return name.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
}
