package import Configuration
internal import Images
internal import Text

/// What became of the configuration that a provider's `--config` names.
package enum OwnConfiguration: Sendable {
    /// It was not looked for: this is not the node.
    case unknown
    /// There is none, or it cannot be used; why.
    case unusable(String)
    /// It was read.
    case read(Configuration)
}

/// Whether the kubelet runs Pullpass for the images that its configuration is for.
struct OwnRules {
    private(set) var complaints: [ConfigComplaint] = []

    /// Holds a provider of ours against its configuration.
    mutating func check(_ found: FoundProvider, _ configuration: OwnConfiguration) {
        guard let arguments = OwnArguments(found.provider.args), let path = arguments.config else { return }
        let place = found.place("args")
        switch configuration {
        case .unknown: return
        case .unusable(let reason):
            complaints.append(
                place.warning(
                    "Pullpass cannot use its configuration \(Printable.visible(path)): \(reason)",
                    fix: "put it there; pullpass validate --node tells all that is wrong with it"
                )
            )
        case .read(let configuration): check(found, arguments, configuration)
        }
    }

    private mutating func check(
        _ found: FoundProvider,
        _ arguments: OwnArguments,
        _ configuration: Configuration
    ) {
        let registries =
            arguments.registries.isEmpty
            ? configuration.registries : configuration.registries.filter { arguments.registries.contains($0.name) }
        let missing = arguments.registries.filter { name in !registries.contains { $0.name == name } }
        if !missing.isEmpty {
            complaints.append(
                found.place("args").warning(
                    "its configuration has no registry \(Printable.list(missing))",
                    fix: "correct --registry; it has \(Printable.list(configuration.registries.map(\.name)))"
                )
            )
        }
        let own = registries.flatMap(\.matchImages)
        let patterns = found.provider.matchImages.map { try? ImagePattern(parsing: $0) }
        for (index, pattern) in patterns.enumerated() {
            guard let pattern, !own.contains(where: pattern.mayOverlap) else { continue }
            complaints.append(
                found.place("matchImages", element: index).warning(
                    "no registry of its configuration is for such images: Pullpass is run for them, and has nothing",
                    fix: "take it away, or give the configuration a registry for it"
                )
            )
        }
        for registry in registries where !registry.matchImages.isEmpty {
            let isAskedFor = registry.matchImages.contains { own in patterns.contains { $0?.mayOverlap(own) == true } }
            guard !isAskedFor else { continue }
            complaints.append(
                found.place("matchImages").warning(
                    "the registry \(Printable.text(registry.name)) of its configuration is never asked for",
                    fix: "add \(Printable.list(registry.matchImages.map(\.text)))"
                )
            )
        }
    }
}
