internal import FoundationEssentials

/// What the API server checks of a Secret.
enum SecretValidation {
    private static let known: Set<String> = [
        "apiVersion", "kind", "metadata", "data", "stringData", "type", "immutable",
    ]
    private static let maximumBytes = 1024 * 1024

    /// Members that a typed patch does not know.
    static func unknownField(of object: JSON) -> String? {
        (object.object ?? [:]).keys.sorted().first { !known.contains($0) }
    }

    /// What decoding and defaulting make of it: `stringData` goes into `data`, and there is always a type.
    static func completed(_ secret: JSON) throws -> JSON {
        var secret = secret
        if let texts = secret["stringData"]?.texts {
            for (key, text) in texts {
                secret[FieldPath("data", key)] = .string(Data(text.utf8).base64EncodedString())
            }
        }
        secret["stringData"] = nil
        if (secret["type"]?.string ?? "").isEmpty { secret["type"] = "Opaque" }
        for (_, value) in secret["data"]?.object ?? [:]
        where value.string.map({ Data(base64Encoded: $0) == nil }) ?? true {
            throw APIStatus.badRequest(
                "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 0"
            )
        }
        return secret
    }

    static func check(_ secret: JSON, _ errors: inout FieldErrors) {
        var total = 0
        for (key, value) in secret["data"]?.texts ?? [:] {
            total += value.utf8.count / 4 * 3
            if key.utf8.count > 253 || key == "." || key.hasPrefix("..") || !key.utf8.allSatisfy(Names.isNamePart) {
                errors.invalid(
                    "data[\(key)]",
                    .string(key),
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
                )
            }
        }
        if total > maximumBytes { errors.tooLong("data", maximumBytes) }
        switch secret["type"]?.string {
        case "kubernetes.io/dockerconfigjson": checkJSON(".dockerconfigjson", of: secret, &errors)
        case "kubernetes.io/dockercfg": checkJSON(".dockercfg", of: secret, &errors)
        default: break
        }
    }

    private static func checkJSON(_ key: String, of secret: JSON, _ errors: inout FieldErrors) {
        let field = "data[\(key)]"
        guard let text = secret["data"]?[key]?.string else { return errors.required(field) }
        let why: String
        do throws(JSONSyntaxError) {
            let json = try JSONReader.read(Array(Data(base64Encoded: text) ?? Data()))
            guard json.object == nil, json != .null else { return }
            why = "json: cannot unmarshal \(json.goKind) into Go value of type map[string]interface {}"
        } catch {
            why = error.message
        }
        errors.invalid(field, "<secret contents redacted>", why)
    }

    static func checkUpdate(_ new: JSON, of old: JSON, _ errors: inout FieldErrors) {
        if new["type"] != old["type"] { errors.invalid("type", new["type"] ?? "", "field is immutable") }
        guard old["immutable"]?.bool == true else { return }
        let why = "field is immutable when `immutable` is set"
        if new["immutable"]?.bool != true { errors.forbidden("immutable", why) }
        if (new["data"]?.object ?? [:]) != (old["data"]?.object ?? [:]) { errors.forbidden("data", why) }
    }
}
