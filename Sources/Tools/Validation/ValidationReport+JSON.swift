internal import Configuration
internal import Manifests
internal import Text

extension ValidationReport {
    /// The report for programs: one object.
    ///
    /// - Parameters:
    ///   - inputs: What was validated.
    ///   - isStrict: Whether warnings keep it from being good.
    /// - Returns: JSON in lines, with a line feed at its end.
    package func json(of inputs: [ValidationInput], isStrict: Bool) -> String {
        let object: ManifestValue = [
            "good": .bool(isGood(isStrict: isStrict)),
            "form": .text(form.rawValue),
            "inputs": .texts(inputs.map(\.name)),
            "registries": .number(registries),
            "errors": .number(errors.count),
            "warnings": .number(warnings.count),
            "problems": .list(diagnostics.map(\.json)),
            "podIdentities": .list(
                pods.map { registry, identity in
                    [
                        "registry": .text(registry),
                        "serviceAccountTokenAudience": .text(identity.audience),
                        "cacheType": .text(identity.cacheType.rawValue),
                        "requiredServiceAccountAnnotationKeys": .texts(identity.requiredAnnotations),
                        "optionalServiceAccountAnnotationKeys": .texts(identity.optionalAnnotations),
                    ]
                }
            ),
            "references": .list(
                references.map {
                    ["kind": .text($0.kind.rawValue), "name": .text($0.name), "path": .text($0.path)]
                }
            ),
        ]
        return object.json(escaping: .terminal)
    }
}

extension ConfigurationDiagnostic {
    fileprivate var json: ManifestValue {
        [
            "severity": .text(severity.rawValue),
            "file": .text(file),
            "line": .number(line),
            "path": .text(keyPath),
            "message": .text(message),
        ]
    }
}
