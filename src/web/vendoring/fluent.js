// The reader of messages in the Fluent format.
export { FluentBundle, FluentResource } from "@fluent/bundle";
