internal import Configuration
internal import Images
internal import KubeletProtocol
internal import Text
internal import YAML

/// What a kubelet starts with, and is hardly meant.
struct ProviderWarnings {
    let kubelet: Kubelet
    private(set) var complaints: [ConfigComplaint] = []

    init(_ kubelet: Kubelet) { self.kubelet = kubelet }

    /// Looks at a provider by itself.
    mutating func check(_ found: FoundProvider) {
        let provider = found.provider
        for (index, text) in provider.matchImages.enumerated() {
            guard let pattern = try? ImagePattern(parsing: text) else { continue }
            for advice in pattern.advice where isOfUse(advice, for: provider) {
                let start = advice.severity == .neverMatches ? "the plugin is run for no image by it: " : ""
                warn(found.place("matchImages", element: index), start + advice.message, fix: "")
            }
        }
        checkLife(found)
        for (index, variable) in provider.env.enumerated() where variable.name.isEmpty {
            warn(found.place("env", element: index), "a variable without a name", fix: "write its name")
        }
        if provider.isPullpass {
            if OwnArguments(provider.args)?.config == nil {
                warn(found.place("args"), "Pullpass is told no configuration", fix: "add --config and its path to args")
            }
        } else if provider.name == "pullpass" {
            warn(
                found.place("args"),
                "Pullpass is no plugin unless it is told so",
                fix: "write args: [\(OwnArguments.command), --config, /etc/pullpass/config.yaml]"
            )
        }
    }

    /// What is said of patterns in Secrets that also holds where they tell for which images a plugin is run.
    private func isOfUse(_ advice: ImagePatternAdvice, for provider: CredentialProviderConfig.Provider) -> Bool {
        switch advice.kind {
        // A key hides others, and takes in siblings; who is run once too often does no harm.
        case .hidesDockerHub, .openPath: false
        // Who lists hosts of one, two and three parts means all.
        case .singlePartGlob: !provider.matchImages.contains("*.*")
        default: true
        }
    }

    /// How long the tokens of clouds live, in hours, by the end of their registries' names.
    private static let lives = [("amazonaws.com", 12), ("azurecr.io", 3), ("gcr.io", 1), ("pkg.dev", 1)]

    private mutating func checkLife(_ found: FoundProvider) {
        // Pullpass says with each answer how long it lives.
        guard !found.provider.isPullpass, let text = found.provider.defaultCacheDuration,
            let duration = GoDuration.read(text),
            let (end, hours) = Self.lives.filter({ life in found.provider.matchImages.contains { $0.hasSuffix(life.0) }
            })
            .min(by: { $0.1 < $1.1 }), duration > .seconds(hours * 3600)
        else { return }
        warn(
            found.place("defaultCacheDuration"),
            "tokens of \(end) live \(hours) h, and an answer that does not say how long it lives is kept for \(Printable.text(text))",
            fix: "write \(hours)h or less"
        )
    }

    /// Looks at pairs of providers that are run for the same images.
    mutating func checkOrder(_ all: [FoundProvider]) {
        // Nobody has so many, and the time goes with the square.
        let all = all.prefix(60)
        for (number, first) in all.enumerated() {
            for second in all.dropFirst(number + 1) {
                guard first.provider.name != second.provider.name,
                    let (_, index) = Self.shared(first.provider, second.provider)
                else { continue }
                let names = [first, second].map(\.provider.name)
                let leading = kubelet.version.keepsOrder ? names[0] : names.min() ?? names[0]
                warn(
                    second.place("matchImages", element: index),
                    "\(Printable.text(names[0])) (\(first.file):\(first.node.mark.line)) is run for the same images, too: both are run "
                        + "for each, and what \(Printable.text(leading)) answers is tried first"
                        + (kubelet.version.keepsOrder
                            ? "" : ", for a kubelet of \(kubelet.version) goes by their names"),
                    fix: "let one of them go without the images of the other, or put the one that should win first"
                )
            }
        }
    }

    /// The first two patterns, of equal depth, for the same images.
    private static func shared(
        _ first: CredentialProviderConfig.Provider,
        _ second: CredentialProviderConfig.Provider
    ) -> (Int, Int)? {
        let left = first.matchImages.prefix(40).map { try? ImagePattern(parsing: $0) }
        let right = second.matchImages.prefix(40).map { try? ImagePattern(parsing: $0) }
        for (row, one) in left.enumerated() {
            for (column, other) in right.enumerated() {
                guard let one, let other, one.isAsDeep(as: other), one.mayOverlap(other) else { continue }
                return (row, column)
            }
        }
        return nil
    }

    private mutating func warn(_ place: ConfigPlace, _ meaning: String, fix: String) {
        complaints.append(place.warning(meaning, fix: fix))
    }
}
