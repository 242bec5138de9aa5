import Configuration
import Images
import KubeletProtocol
import PlainReadings
import Text

extension FuzzBody {
    /// What a kubelet writes to a credential provider, and what a provider prints.
    static let plugin = FuzzBody(
        "plugin",
        maximumLength: 2048,
        seeds: PluginSeeds.texts.map { Array($0.utf8) },
        words: PluginSeeds.words
    ) { bytes throws(BrokenPromise) in
        try holdRequest(bytes)
        try holdResponse(bytes)
    }

    private static func holdRequest(_ bytes: [UInt8]) throws(BrokenPromise) {
        let tree = try? ReferenceJSON(parsing: bytes)
        let request: PluginRequest
        do throws(PluginRequest.Flaw) {
            request = try PluginRequest(reading: bytes)
        } catch {
            return try hold(!error.description.contains("\n"), "a flaw is one line: \(error)")
        }
        // Go's reader replaces what is no UTF-8, and the plain one refuses it.
        guard let tree else { return try hold(String(validating: bytes, as: UTF8.self) == nil, "a request is JSON") }
        try holdEqual(tree["kind"]?.string, "CredentialProviderRequest", "a request says what it is")
        try holdEqual(tree["apiVersion"]?.string, request.apiVersion, "its version")
        try holdEqual(tree["image"]?.string, request.image, "its image")
        try hold(!request.image.isEmpty, "a request is for an image")
        let isFirst = request.apiVersion == PluginRequest.apiVersions[0]
        let token = tree["serviceAccountToken"]?.string ?? ""
        try holdEqual(request.serviceAccountToken?.reveal() ?? "", isFirst ? token : "", "its token, in v1 only")
        try hold(isFirst || request.serviceAccountAnnotations.isEmpty, "annotations, in v1 only")
        guard let again = try? PluginRequest(reading: request.json) else {
            throw BrokenPromise("a request that is passed on can be read")
        }
        try holdEqual(again.image, request.image, "the image stays")
        try holdEqual(again.apiVersion, request.apiVersion, "the version stays")
        try hold(again.serviceAccountToken == nil, "no token goes to another program")
    }

    private static func holdResponse(_ bytes: [UInt8]) throws(BrokenPromise) {
        for version in PluginRequest.apiVersions {
            guard let response = try? PluginResponse(bytes, apiVersion: version) else { continue }
            _ = response.hosts
            let life: Duration?
            do throws(PluginResponse.Flaw) { life = try response.cacheLife } catch { continue }
            for image in ["nginx", "ghcr.io/acme/app", "r.io:5000/x"] {
                guard let reference = try? ImageReference(parsing: image),
                    let credential = response.credential(for: reference)
                else { continue }
                try hold(!credential.username.isEmpty && !credential.password.isEmpty, "a credential is whole")
                try holdAnswer(credential, reference, life ?? .zero, version)
            }
        }
    }

    /// What we would answer with the same is read by a kubelet as it was meant.
    private static func holdAnswer(
        _ credential: DockerCredential,
        _ image: ImageReference,
        _ life: Duration,
        _ version: String
    ) throws(BrokenPromise) {
        let login = PluginAnswer.Login(username: credential.username, password: SecretText(credential.password))
        let host = String(image.repository.prefix { $0 != "/" })
        let answer = PluginAnswer(
            cacheKeyType: .registry,
            cacheDuration: life,
            auth: [PluginAnswer.Entry(key: host, login: login), PluginAnswer.Entry(key: "a", login: nil)]
        )
        guard let read = try? PluginResponse(answer.json(apiVersion: version), apiVersion: version) else {
            throw BrokenPromise("an answer of ours can be read")
        }
        try holdEqual(read.credential(for: image), credential, "the credential is the one that was meant")
        try holdEqual(try? read.cacheLife, .seconds(max(0, life.components.seconds)), "it is kept as long as was meant")
        try hold(
            !"\(answer)".contains(credential.password) || host.contains(credential.password)
                || credential.password.utf8.count < 24,
            "no password is shown"
        )
    }
}
