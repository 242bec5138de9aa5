import Configuration
import Credentials
import Images
import Text

/// `dockerConfig`: entries of an existing Docker configuration, as they are.
///
/// Of the entries only those are taken that the kubelet can use for an image of the registry's `matchImages`: the Secret is injected
/// for these images alone, and a credential that nobody asked for has no place in every namespace. With `always: true` it is
/// injected for any image, and all entries are taken.
struct DockerConfigFetcher: ProviderFetcher {
    let parts: FetcherParts
    let source: DockerConfigSource

    private var place: Place {
        switch source.location {
        case .file(let path): Place(identity: "Docker configuration of file \(Printable.path(path))")
        case .secret(let name): Place(identity: "Docker configuration of Secret \(name)")
        }
    }

    var scope: CredentialScope { CredentialScope(registry.credentials, reach: place.identity) }

    var inputs: CredentialInputs {
        switch source.location {
        case .file(let path): CredentialInputs(filePaths: [path])
        case .secret(let name): CredentialInputs(secretNames: [name])
        }
    }

    func fetch(_ tokens: TokenCache.Access) async throws(CredentialError) -> FetchedCredential {
        let (bytes, format) = try await content()
        let now = clock.now()
        let reading = DockerConfigReading(bytes: bytes, format: format, place: place, fetchedAt: now)
        let outcome = try reading.outcome(for: registry.always ? nil : registry.matchImages)
        return try FetchedCredential(
            auths: DockerAuths(entries: outcome.entries),
            fetchedAt: now,
            identity: place.identity,
            faults: outcome.faults,
            remarks: outcome.remarks
        )
    }

    private func content() async throws(CredentialError) -> ([UInt8], DockerConfig.Format) {
        switch source.location {
        case .file(let path):
            return (try values.bytes(ofFile: path, place), .dockerConfigJSON)
        case .secret(let name):
            let secret = try await values.secret(name, place)
            if let bytes = secret.data[".dockerconfigjson"] {
                return (try ValueResolver.withoutMark(bytes, place), .dockerConfigJSON)
            }
            if let bytes = secret.data[".dockercfg"] {
                return (try ValueResolver.withoutMark(bytes, place), .dockercfg)
            }
            throw place.misconfigured(
                "it has no key .dockerconfigjson, only \(Printable.list(secret.data.keys)), and is of type \(Printable.text(secret.type))",
                fix: "make it with kubectl create secret docker-registry, or use basic with secretKeyRef"
            )
        }
    }
}
