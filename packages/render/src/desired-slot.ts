/** A replica that should run, as configurations need to know it. */
export interface DesiredSlot {
  readonly service: string;
  /** `api-0` */
  readonly slot: string;
  /** The port it has, or had last: it stays a target while it is down. Null before its first start. */
  readonly port: number | null;
}
