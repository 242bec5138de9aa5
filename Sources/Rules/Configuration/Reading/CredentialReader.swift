import YAML

/// Reads `credentials`: exactly one of the kinds that may be written.
struct CredentialReader {
    let kinds: [any CredentialSource.Type]

    /// The kinds as keys.
    var keys: [SettingKey] {
        kinds.map { kind in
            let own = kind.vendorHosts == nil ? kind.keys : kind.keys + [VendorHostCheck.setting]
            return .key(kind.kind, .mapping(own), kind.summary)
        }
    }

    func read(_ field: Field, scope: PatternScope) -> AnyCredentialSource? {
        let words = kinds.map { $0.kind }
        guard let fields = Fields(field, isConfidential: true, hints: hints) else { return nil }
        let given = kinds.filter { fields.has($0.kind) }
        guard given.count == 1, let kind = given.first, let value = fields.present(kind.kind) else {
            if given.count > 1 {
                let names = given.map { $0.kind }
                field.error("has \(names.list): write one kind, and another registry entry for the other")
            } else if field.isEmptyMapping {
                field.error("has no kind: write one of \(words.alternatives)")
            }
            return nil
        }
        let vendor = kind.vendorHosts
        var hints = kind.hints
        if vendor == nil {
            hints[VendorHostCheck.key] =
                "unknown key: \(kind.kind) credentials are for whichever hosts matchImages names: remove it"
        }
        for key in ["serviceAccount", "fromPod"] where !kind.keys.names.contains("fromPod") {
            hints[key] =
                "unknown key: \(kind.kind) takes no token of a ServiceAccount, and has no exchange for one: remove it"
        }
        guard let inner = Fields(value, isConfidential: true, hints: hints) else { return nil }
        let source = kind.init(inner, scope: scope)
        if let vendor { VendorHostCheck(kind: kind.kind, vendor: vendor, inner).check(scope, inner) }
        return source.map { AnyCredentialSource($0) }
    }

    /// The kind that is meant by another word.
    private var hints: [String: String] {
        kinds.reduce(into: [:]) { hints, kind in
            for misnomer in kind.misnomers { hints[misnomer] = "unknown key: did you mean \(kind.kind)?" }
        }
    }
}
