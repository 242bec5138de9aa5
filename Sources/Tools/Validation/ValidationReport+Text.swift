internal import Configuration
internal import Text

extension ValidationReport {
    /// The report for people: a line for each mistake, then what it comes to.
    package func text(of inputs: [ValidationInput]) -> String {
        var lines = diagnostics.map(\.description)
        let names = inputs.map(\.name).joined(separator: ", ")
        let warnings = warnings.isEmpty ? "" : ", \(counted(warnings.count, "warning"))"
        if errors.isEmpty {
            lines.append("\(names): good, \(counted(registries, "registry", "registries"))\(warnings)")
            lines += pods.map(tokenAttributes)
            if !references.isEmpty { lines.append("Not looked at: \(referenceList).") }
            if form == .values { lines.append(Self.rest) }
        } else {
            lines.append("\(names): cannot be used, \(counted(errors.count, "error"))\(warnings)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let rest =
        "Of the values, config and what the chart makes of it were checked; helm template checks the others."

    /// What a registry needs of the kubelet's configuration.
    private func tokenAttributes(_ registry: String, _ identity: PodIdentity) -> String {
        let required = identity.requiredAnnotations
        let whose = required.isEmpty ? "every Pod" : "Pods whose ServiceAccount has \(required.list)"
        return "\(registry): for \(whose), by their own tokens for audience \(Printable.text(identity.audience)) "
            + "(tokenAttributes: pullpass render credential-provider-config)."
    }

    /// Each once, those of a kind together.
    private var referenceList: String {
        Configuration.Reference.Kind.allCases.compactMap { kind -> String? in
            var names: [String] = []
            for reference in references where reference.kind == kind && !names.contains(reference.name) {
                names.append(reference.name)
            }
            guard !names.isEmpty else { return nil }
            return "\(kind.word) \(names.map { Printable.visible($0) }.joined(separator: ", "))"
        }.joined(separator: "; ")
    }

    private func counted(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }
}

extension Configuration.Reference.Kind {
    /// What it is called in a sentence.
    fileprivate var word: String {
        switch self {
        case .file: "file"
        case .program: "program"
        case .variable: "environment variable"
        case .secret: "Secret"
        case .serviceAccount: "ServiceAccount"
        }
    }
}
