/// What a provider's `args` say where its program is Pullpass.
package struct OwnArguments: Sendable, Hashable {
    /// The command that is run for each image.
    package static let command = "credential-provider"

    /// `--config`; nil where it is missing.
    package private(set) var config: String?
    /// `--registry`, the only registries that it answers for; empty for all.
    package private(set) var registries: [String] = []

    /// Reads arguments; nil for those of another program.
    package init?(_ args: [String]) {
        guard args.first == Self.command else { return nil }
        var rest = args.dropFirst()
        while let argument = rest.popFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let flag = parts.first, flag == "--config" || flag == "--registry" else { continue }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else { continue }
            if flag == "--config" { config = value } else { registries.append(value) }
        }
    }
}
