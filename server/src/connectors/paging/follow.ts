/** One page and where the next one begins; without `next` it is the last. */
export interface Followed<Page, Place> {
  readonly page: Page;
  readonly next?: Place;
}

/** A page that could not be had, after pages that could. */
export class PageFailure extends Error {
  override readonly name = "PageFailure";
  /** From 1. */
  readonly page: number;
  constructor(page: number, cause: unknown) {
    super(`page ${page} failed`, { cause });
    this.page = page;
  }
}

/**
 * Pages one after the other. The next one is asked for as soon as it is known where it begins, so it is on its way
 * while this one is worked on; never more than one.
 * @throws PageFailure for any page but the first, whose failure is thrown as it is
 */
export async function* follow<Page, Place>(
  first: Place,
  ask: (place: Place, number: number) => Promise<Followed<Page, Place>>,
): AsyncGenerator<Page> {
  let coming: Promise<Followed<Page, Place>> | undefined = ask(first, 1);
  for (let number = 1; coming; number++) {
    let found: Followed<Page, Place>;
    try {
      found = await coming;
    } catch (thrown) {
      throw number === 1 ? thrown : new PageFailure(number, thrown);
    }
    const { page, next } = found;
    coming = next === undefined ? undefined : ask(next, number + 1);
    // Whoever has enough does not wait for it; then nobody hears how it failed.
    coming?.catch(() => {});
    yield page;
  }
}
