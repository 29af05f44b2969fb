import { BlackstartError } from '../model/errors.js';

/** Waits so many milliseconds; ends early with `interrupted` when the run is to stop. */
export function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (stop.aborted) {
      reject(interrupted());
      return;
    }
    const onStop = (): void => {
      clearTimeout(timer);
      reject(interrupted());
    };
    const timer = setTimeout(
      () => {
        stop.removeEventListener('abort', onStop);
        resolve();
      },
      Math.max(0, milliseconds),
    );
    stop.addEventListener('abort', onStop, { once: true });
  });
}

export function interrupted(): BlackstartError {
  return new BlackstartError({
    code: 'interrupted',
    message: 'the run was interrupted',
    remedy: 'Nothing is lost: "blackstart resume" goes on from here.',
  });
}
