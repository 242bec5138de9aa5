import ArgumentParser

/// The flag that asks for PullRegistries.
struct PullRegistryOptions: ParsableArguments {
    @Flag(
        help:
            "Show how each registry stands in a PullRegistry of the API, with conditions to wait for. Where the cluster does not have that kind nothing is shown, and nothing else changes."
    )
    var pullRegistries = false
}
