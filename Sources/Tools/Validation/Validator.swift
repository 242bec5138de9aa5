package import Configuration
internal import Policy
internal import YAML

/// Looks at a configuration wherever it stands, as strictly as the commands that run with it, and at nothing that it names.
package struct Validator {
    /// What the configuration is for.
    private let mode: Configuration.Mode
    /// What may stand below `credentials`.
    private let kinds: [any CredentialSource.Type]

    /// Makes a validator.
    package init(mode: Configuration.Mode = .cluster, kinds: [any CredentialSource.Type]) {
        self.mode = mode
        self.kinds = kinds
    }

    /// Validates a configuration, values of the chart, or an object of the cluster with either in it.
    package func validate(_ input: ValidationInput) -> ValidationReport {
        let sink = DiagnosticSink(lines: SourceLines(), mode: mode)
        guard let document = document(of: input, sink) else { return report(.configuration, nil, nil, sink) }
        if ChartValues.isMeant(by: document) { return validate(values: document, sink) }
        switch ObjectOfCluster.find(in: document, name: input.name, sink) {
        case .configuration(let inner):
            guard let document = self.document(of: inner, sink) else { return report(.object, nil, nil, sink) }
            return validate(document, as: .object, at: "", sink)
        case .unusable: return report(.object, nil, nil, sink)
        case nil: return validate(document, as: .configuration, at: "", sink)
        }
    }

    /// Validates what the chart makes of values, each file's before those of the files in front of it, as `helm --values` takes them.
    package func validate(values inputs: [ValidationInput]) -> ValidationReport {
        let sink = DiagnosticSink(lines: SourceLines(), mode: mode)
        var merged: YAMLNode?
        for input in inputs {
            // An empty file of values is one without any.
            guard !input.isBlank, let document = document(of: input, sink) else { continue }
            guard document.mapping != nil else {
                sink.error(line: document.mark.line, path: "", "must be a mapping of values, not \(document.kindName)")
                continue
            }
            merged = merged?.overlaid(with: document) ?? document
        }
        guard let merged, !sink.hasErrors else {
            if !sink.hasErrors { sink.error(line: 1, path: "config", "is missing: write config: with registries") }
            return report(.values, nil, nil, sink)
        }
        return validate(values: merged, sink)
    }

    private func validate(values: YAMLNode, _ sink: DiagnosticSink) -> ValidationReport {
        let values = ChartValues(values)
        if let file = values.nodeConfiguration {
            sink.read(for: .node) { _ = Configuration.read(file, at: "node.config", kinds: kinds, sink: $0) }
        }
        guard let file = values.configuration(reportingTo: sink) else { return report(.values, nil, nil, sink) }
        return validate(file, as: .values, at: "config", sink)
    }

    private func validate(
        _ document: YAMLNode,
        as form: ValidationReport.Form,
        at place: String,
        _ sink: DiagnosticSink
    ) -> ValidationReport {
        let configuration = Configuration.read(document, at: place, kinds: kinds, sink: sink)
        // On a node nobody makes rules of it.
        if mode != .node, let configuration, !sink.hasErrors {
            do throws(InexpressibleConfiguration) {
                try configuration.checkExpressible()
            } catch {
                let place = place.isEmpty ? "injection" : "\(place).injection"
                for line in error.description.split(separator: "\n") {
                    sink.error(line: document.mark.line, path: place, String(line))
                }
            }
        }
        return report(form, configuration, Configuration.references(in: document, at: place, kinds: kinds), sink)
    }

    private func document(of input: ValidationInput, _ sink: DiagnosticSink) -> YAMLNode? {
        let lines = input.bytes.count { $0 == UInt8(ascii: "\n") } + 1
        let offset = sink.begin(input.name, lines: lines)
        return Configuration.document(input.bytes, movedBy: offset, sink: sink)
    }

    private func report(
        _ form: ValidationReport.Form,
        _ configuration: Configuration?,
        _ references: [Configuration.Reference]?,
        _ sink: DiagnosticSink
    ) -> ValidationReport {
        ValidationReport(
            form: form,
            registries: configuration?.registries.count ?? 0,
            pods: (sink.hasErrors ? [] : configuration?.registries ?? []).compactMap { registry in
                registry.podIdentity.map { (registry.name, $0) }
            },
            diagnostics: form == .values ? sink.sorted.map(ChartValues.placed) : sink.sorted,
            references: references ?? []
        )
    }
}

extension ValidationInput {
    /// Whether there is nothing but white space.
    var isBlank: Bool { bytes.allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }
}
