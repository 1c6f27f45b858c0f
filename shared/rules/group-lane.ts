/** The lane of a VServer group (its name, or the id vgroup-port binds): it is created first, filled only then. */
export function groupLane(nameOrId: string): string {
  return `group ${nameOrId}`;
}
