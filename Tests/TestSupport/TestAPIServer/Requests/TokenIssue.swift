internal import FoundationEssentials

/// A TokenRequest: a token of a ServiceAccount for the audiences that were asked for.
struct TokenIssue {
    let store: ObjectStore
    let request: APIRequest
    let settings: ServerSettings

    func perform(_ time: String) throws -> [UInt8] {
        guard request.contentType.prefix(while: { $0 != ";" }) == "application/json" else {
            throw APIStatus.unsupportedMediaType("application/json")
        }
        let wanted = try request.object()
        guard wanted["apiVersion"]?.string == "authentication.k8s.io/v1", wanted["kind"]?.string == "TokenRequest"
        else {
            throw APIStatus.badRequest("the object provided is unrecognized (must be of type TokenRequest)")
        }
        guard let account = store.object(.serviceAccounts, namespace: request.namespace, name: request.name) else {
            throw APIStatus.notFound(.serviceAccounts, request.name)
        }
        let seconds = wanted["spec"]?["expirationSeconds"]?.int ?? 3600
        var errors = FieldErrors()
        if seconds < 600 {
            errors.invalid(
                "spec.expirationSeconds",
                .number(String(seconds)),
                "may not specify a duration less than 10 minutes"
            )
        }
        if seconds > 1 << 32 {
            errors.invalid(
                "spec.expirationSeconds",
                .number(String(seconds)),
                "may not specify a duration larger than 2^32 seconds"
            )
        }
        try errors.check(request.resource, request.name)
        let audiences = wanted["spec"]?["audiences"]?.array ?? []
        let now = try Self.seconds(time)
        let claims: JSON = [
            "iss": .string(settings.tokenIssuer),
            "sub": .string("system:serviceaccount:\(request.namespace):\(request.name)"),
            "aud": .array(audiences.isEmpty ? [.string(settings.tokenIssuer)] : audiences),
            "iat": .number(String(now)), "nbf": .number(String(now)), "exp": .number(String(now + seconds)),
            "jti": .string(store.makeUID()),
            "kubernetes.io": [
                "namespace": .string(request.namespace),
                "serviceaccount": ["name": .string(request.name), "uid": .string(account.uid)],
            ],
        ]
        let text = String(decoding: claims.text, as: UTF8.self)
        let answer: JSON = [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
            "metadata": [
                "name": .string(request.name), "namespace": .string(request.namespace),
                "creationTimestamp": .string(time),
            ],
            "spec": ["audiences": .array(audiences), "expirationSeconds": .number(String(seconds))],
            "status": [
                "token": .string(settings.tokenSigner?(text) ?? Self.unsigned(text)),
                "expirationTimestamp": .string(Timestamp.text(Double(now + seconds))),
            ],
        ]
        return answer.text
    }

    private static func seconds(_ time: String) throws -> Int {
        guard let date = try? Date(time, strategy: .iso8601) else { throw APIStatus.internalError("no time: \(time)") }
        return Int(date.timeIntervalSince1970)
    }

    private static func unsigned(_ claims: String) -> String {
        func encoded(_ text: String) -> String {
            Data(text.utf8).base64EncodedString().filter { $0 != "=" }.replacing("+", with: "-").replacing(
                "/",
                with: "_"
            )
        }
        return "\(encoded(#"{"alg":"none"}"#)).\(encoded(claims)).c2ln"
    }
}
