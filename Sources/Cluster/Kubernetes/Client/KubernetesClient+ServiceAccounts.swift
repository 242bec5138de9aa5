internal import HTTP
internal import Names
internal import Text

extension KubernetesClient {
    /// Reads the metadata of a ServiceAccount; nil where there is none.
    ///
    /// - Throws: also where not all of them can be read.
    package func serviceAccount(
        namespace: String,
        name: String,
        priority: RequestPriority = .reading
    ) async throws(KubernetesError) -> ObjectMetadata? {
        let path = ResourcePath.serviceAccounts(namespace: namespace, name: name)
        return try await object(PartialObject.self, at: path, priority: priority)?.metadata
    }

    /// Sets `imagePullSecrets` of a ServiceAccount and what we remember of it, if it is still the one that was judged.
    ///
    /// The list is one field for the API server: an apply or a strategic merge patch would take away what others have put there. So the whole
    /// list that was judged goes back, changed, with its resourceVersion, which makes a late one a conflict.
    ///
    /// - Parameters:
    ///   - names: the whole list; none take the field away.
    ///   - record: the annotation ``Names/PullpassKey/pullSecrets``; nil takes it away.
    ///   - account: the account that was judged.
    ///   - fieldManager: who manages both from then on.
    ///   - priority: how urgent it is.
    /// - Returns: the account after it.
    /// - Throws: an error that ``KubernetesError/isConflict`` where it has changed, ``KubernetesError/isNotFound`` where it is gone.
    package func setPullSecrets(
        _ names: [String],
        record: String?,
        of account: ObjectMetadata,
        fieldManager: String,
        priority: RequestPriority
    ) async throws(KubernetesError) -> ServiceAccountObject {
        let path = ResourcePath.serviceAccounts(namespace: account.namespace, name: account.name).path
        let list = names.map { JSONValue.object($0.isEmpty ? [:] : ["name": .string($0)]) }
        let annotations = JSONValue.object([PullpassKey.pullSecrets: record.map { .string($0) } ?? .null])
        let patch = JSONValue.object([
            "metadata": .object(["resourceVersion": .string(account.resourceVersion), "annotations": annotations]),
            "imagePullSecrets": names.isEmpty ? .null : .array(list),
        ])
        let request = KubernetesRequest(
            method: .patch,
            path: path,
            query: [("fieldManager", fieldManager)],
            contentType: MediaType.mergePatch,
            body: try encode(verb: "patch", path: path) { try JSONText.encode(patch) }
        )
        let call = KubernetesCall(verb: "patch", request: request, priority: priority, repeats: .always)
        return try read(ServiceAccountObject.self, try await send(call), call)
    }

    /// Asks for a token of a ServiceAccount for one audience (TokenRequest).
    ///
    /// Sent again after a failure that may pass: nothing remembers the tokens that were issued. The name stands in the path, so that a rule
    /// with `resourceNames` can allow it.
    ///
    /// - Parameters:
    ///   - namespace: where the ServiceAccount is.
    ///   - name: its name.
    ///   - audience: who shall take the token, and nobody else.
    ///   - seconds: how long it shall live; 600 at least. The API server may decide otherwise.
    ///   - priority: in which order it goes out.
    /// - Returns: the token.
    /// - Throws: an error that ``KubernetesError/isNotFound`` where there is no such ServiceAccount.
    package func serviceAccountToken(
        namespace: String,
        name: String,
        audience: String,
        seconds: Int64,
        priority: RequestPriority = .reading
    ) async throws(KubernetesError) -> IssuedToken {
        let path = ResourcePath.serviceAccounts(namespace: namespace, name: name).path + "/token"
        let wanted = TokenRequestBody(spec: .init(audiences: [audience], expirationSeconds: seconds))
        var request = KubernetesRequest(
            method: .post,
            path: path,
            contentType: MediaType.json,
            accept: MediaType.json,
            body: try encode(verb: "create", path: path) { try JSONText.encode(wanted) }
        )
        request.maximumAnswerBytes = Self.maximumTokenBytes
        let call = KubernetesCall(verb: "create", request: request, priority: priority, repeats: .always)
        let response = try await send(call)
        // Not even how the answer differs is told: it is a credential.
        guard let answer = try? JSONText.decode(TokenRequestAnswer.self, from: response.body),
            !answer.status.token.isEmpty
        else { throw call.error(.malformed("the answer has no token")) }
        return IssuedToken(text: answer.status.token)
    }

    /// The most bytes of the answer to a TokenRequest; the tokens of API servers have about a thousand.
    private static let maximumTokenBytes = 256 << 10
}
