/** The lane of a VServer group: it is created first, and filled and bound to listeners only then. */
export function groupLane(name: string): string {
  return `group ${name}`;
}
