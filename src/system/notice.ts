/** Something that people should know and that stops nothing. */
export interface Notice {
  readonly level: 'info' | 'warning';
  readonly message: string;
}

export type OnNotice = (notice: Notice) => void;
