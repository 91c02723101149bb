// The types of what the bundle beside holds.

export { FluentBundle, FluentResource } from "@fluent/bundle";
