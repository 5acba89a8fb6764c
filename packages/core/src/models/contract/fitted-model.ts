/** What every fitted model of the library is: a name, its abilities, and a state that never changes. */
import type { IdMap } from '../../data/id-map.ts';
import type { CatalogEntry } from './estimator.ts';
import type { Ability, Model } from './model.ts';
import type { ModelState } from './state.ts';

/** What the catalog says of a model, as far as the fitted model needs it. */
export type ModelAbout = Pick<CatalogEntry, 'name' | 'factory' | 'abilities'>;

/** No method changes it; treat the arrays in `state` as read-only. */
export abstract class FittedModel<State extends ModelState = ModelState, Settings extends object = object> implements Model {
  readonly state: State;
  protected readonly about: ModelAbout;

  constructor(about: ModelAbout, state: State) {
    this.about = about;
    this.state = Object.freeze({ ...state });
  }
  get name(): string {
    return this.about.name;
  }
  get abilities(): readonly Ability[] {
    return this.about.abilities;
  }
  get users(): IdMap {
    return this.state.users;
  }
  get items(): IdMap {
    return this.state.items;
  }

  /** The settings that the model was fitted with. */
  protected get settings(): Settings {
    return this.state.settings as unknown as Settings;
  }

  /** A model of the same kind with other parts. */
  protected with(parts: Partial<State>): this {
    const Same = this.constructor as new (about: ModelAbout, state: State) => this;
    return new Same(this.about, { ...this.state, ...parts });
  }
}
