internal import Images

/// `CredentialProviderResponse`, decoded strictly.
struct ProviderResponse: Sendable {
    /// What of an answer is kept for how long, and for which images.
    enum CacheKey: String { case image = "Image", registry = "Registry", global = "Global" }

    let cacheKeyType: String
    /// Nil where the plugin does not say.
    let cacheDuration: Duration?
    let auth: DockerConfig

    private static let type: GoType = {
        let entry = GoType.structure(
            named: "AuthConfig",
            package: "v1",
            fields: ["username": .string(), "password": .string()]
        )
        return .structure(
            named: "CredentialProviderResponse",
            package: "v1",
            fields: [
                "kind": .string(), "apiVersion": .string(), "cacheDuration": .duration,
                "cacheKeyType": .string(named: "v1.PluginCacheKeyType"),
                "auth": .map(entry, named: "map[string]v1.AuthConfig"),
            ]
        )
    }()

    /// Reads standard output, as the answer to a request of this version.
    init(_ output: [UInt8], apiVersion: String) throws(GoError) {
        let value: GoJSON
        do {
            value = try GoJSONReader.read(output)
        } catch {
            throw GoError("error reading GVK from response: couldn't get version/kind; json parse error: \(error)")
        }
        let (answered, kind) = try Self.meta(of: value)
        guard answered == apiVersion else {
            throw GoError(
                "apiVersion from credential plugin response did not match expected apiVersion:\(apiVersion), "
                    + "actual apiVersion:\(answered)"
            )
        }
        // What exactly is wrong is never said, as it could hold a credential.
        let flaw = GoError("error decoding credential provider plugin response from stdout")
        guard kind == "CredentialProviderResponse", let complaints = try? Self.type.complaints(about: value),
            complaints.isEmpty
        else { throw flaw }
        cacheKeyType = value["cacheKeyType"]?.string ?? ""
        cacheDuration = value["cacheDuration"]?.string.flatMap { try? GoTime(parsing: $0).duration }
        auth = DockerConfig(
            entries: (value["auth"]?.members ?? []).map { member in
                DockerConfig.Entry(
                    registry: member.key,
                    credential: DockerCredential(
                        username: member.value["username"]?.string ?? "",
                        password: member.value["password"]?.string ?? ""
                    )
                )
            }
        )
    }

    /// `Interpret`, which reads names in any case, and as many of them as there are.
    private static func meta(of value: GoJSON) throws(GoError) -> (apiVersion: String, kind: String) {
        let prefix =
            "error reading GVK from response: couldn't get version/kind; json parse error: json: cannot unmarshal"
        var found = ["apiversion": "", "kind": ""]
        switch value {
        case .null: break
        case .object(let members):
            for member in members where found[member.key.lowercased()] != nil && member.value != .null {
                guard let text = member.value.string else {
                    let field = member.key.lowercased() == "kind" ? "kind" : "apiVersion"
                    throw GoError("\(prefix) \(member.value.kind) into Go struct field .\(field) of type string")
                }
                found[member.key.lowercased()] = text
            }
        default: throw GoError("\(prefix) \(value.kind) into Go value of type struct")
        }
        return (found["apiversion"] ?? "", found["kind"] ?? "")
    }
}
