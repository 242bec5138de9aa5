import Configuration
import Credentials
import Text

/// Who at Google takes the tokens of a cluster's ServiceAccounts.
enum GoogleTrust: Sendable, Hashable {
    /// The pool of a GKE cluster's project.
    case cluster(GKECluster)
    /// That of the GKE cluster that the metadata server names.
    case ownCluster
    /// A provider of a workload identity pool: `projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER`.
    case provider(String)

    /// The audience of the ServiceAccounts' tokens; nil where only the metadata server knows it.
    var tokenAudience: String? {
        switch self {
        case .cluster(let cluster): cluster.pool
        case .ownCluster: nil
        case .provider(let provider): "//iam.googleapis.com/\(provider)"
        }
    }

    /// Reads `workloadIdentity` beside `serviceAccount` or `fromPod`; nil where it is wrong.
    init?(_ fields: Fields) {
        guard fields.has("workloadIdentity") else {
            self = .ownCluster
            return
        }
        guard let inner = fields.fields("workloadIdentity") else { return nil }
        inner.refuseTokenFile(isPod: fields.has("fromPod"))
        if inner.has("provider") {
            guard inner.keys(among: ["project", "location", "cluster"]).isEmpty else {
                inner.error("has provider and a GKE cluster: write provider, or project, location and cluster")
                return nil
            }
            guard let field = inner["provider"], let text = field.string() else { return nil }
            guard let provider = Self.provider(text) else {
                field.error(
                    "is no provider: write projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>"
                )
                return nil
            }
            self = .provider(provider)
            return
        }
        let project = inner.requiredString("project", "write the ID of the cluster's project")
        let location = inner.requiredString("location", "write the cluster's region or zone")
        let cluster = inner.requiredString("cluster", "write the cluster's name")
        guard let project, let location, let cluster else { return nil }
        self = .cluster(GKECluster(project: project, location: location, name: cluster))
    }

    /// The provider without what people write before it; nil for anything else.
    private static func provider(_ text: String) -> String? {
        var text = text[...]
        for prefix in ["https:", "//iam.googleapis.com/"] where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.count)
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isProvider =
            parts.count == 8 && parts[0] == "projects" && parts[2] == "locations" && parts[4] == "workloadIdentityPools"
            && parts[6] == "providers" && parts.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }
        return isProvider ? String(text) : nil
    }
}

/// A cluster of GKE.
struct GKECluster: Sendable, Hashable {
    let project: String
    /// Its region or zone.
    let location: String
    let name: String

    /// How Google calls it.
    var path: String { "projects/\(project)/locations/\(location)/clusters/\(name)" }
    /// The pool of the project, which is also the audience of its ServiceAccounts' tokens.
    var pool: String { "\(project).svc.id.goog" }
    /// The audience of the exchange.
    var exchangeAudience: String { "identitynamespace:\(pool):https://container.googleapis.com/v1/\(path)" }

    /// The cluster that the metadata server of its nodes names.
    ///
    /// - Throws: `.misconfigured` where nobody answers, as anywhere but on GKE.
    static func own(base: String?, client: ProviderClient) async throws(CredentialError) -> GKECluster {
        let service = TokenService(
            client: client,
            identity: "the GKE cluster by the metadata server",
            fix: "write workloadIdentity: { project: …, location: …, cluster: … }",
            timeouts: ProviderClient.metadataTimeouts
        )
        func text(_ path: String) async throws(CredentialError) -> String {
            let url = try service.url(base ?? GoogleMetadata.wellKnown, "/computeMetadata/v1/" + path)
            let text = try await service.get(url, [("Metadata-Flavor", "Google")]).text()
            let isName = text.utf8.allSatisfy {
                $0.isASCIILowercase || $0.isASCIIDigit
                    || [UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: ".")].contains($0)
            }
            guard isName, text.utf8.count <= 100 else {
                throw CredentialError(
                    .unavailable,
                    identity: service.identity,
                    endpoint: url.withoutQuery,
                    reason: "it answers with something that is no name",
                    fix: service.fix
                )
            }
            return text
        }
        do throws(CredentialError) {
            return GKECluster(
                project: try await text("project/project-id"),
                location: try await text("instance/attributes/cluster-location"),
                name: try await text("instance/attributes/cluster-name")
            )
        } catch {
            // Off Google's cloud nobody answers, and there the advice counts.
            throw CredentialError(
                error.kind,
                identity: error.identity,
                endpoint: error.endpoint,
                code: error.code,
                reason: error.reason,
                fix: service.fix + ", or provider: … where the cluster is not one of GKE"
            )
        }
    }
}
