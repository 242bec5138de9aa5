import Causes
import Testing

@Suite struct `Why a pull failed` {
    struct Row: Sendable, CustomTestStringConvertible {
        var reason = "ErrImagePull"
        var message: String
        var kinds: [PullFailure.Kind]
        var isAnonymous = false
        var testDescription: String { "\(reason) \(message.prefix(90))" }

        init(
            reason: String = "ErrImagePull",
            _ message: String,
            _ kinds: PullFailure.Kind...,
            isAnonymous: Bool = false
        ) {
            (self.reason, self.message, self.kinds, self.isAnonymous) = (reason, message, kinds, isAnonymous)
        }
    }

    /// Before what a registry says: containerd's words.
    private static let resolve =
        "failed to pull and unpack image \"ghcr.io/acme/app:1\": failed to resolve reference \"ghcr.io/acme/app:1\": "

    /// What kubelets said of pulls: containerd 1.6 and 2, CRI-O, and what registries answer through both.
    static let rows = [
        Row(
            resolve + "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized",
            .authentication
        ),
        Row(
            resolve + "failed to authorize: failed to fetch anonymous token: unexpected status from GET request to "
                + "https://ghcr.io/token?scope=repository%3Aacme%2Fapp%3Apull&service=ghcr.io: 401 Unauthorized",
            .authentication,
            isAnonymous: true
        ),
        Row(
            resolve + "failed to authorize: failed to fetch anonymous token: unexpected status: 403 Forbidden",
            .denied,
            isAnonymous: true
        ),
        Row(
            resolve + "pull access denied, repository does not exist or may require authorization: server message: "
                + "insufficient_scope: authorization failed",
            .denied
        ),
        // Two kinds of errors, each of which may stand for several tries.
        Row(
            "[\(resolve)failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized, \(resolve)pull access "
                + "denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed]",
            .authentication,
            .denied
        ),
        Row(
            "rpc error: code = Unknown desc = \(resolve)pulling from host 1.dkr.ecr.eu-west-1.amazonaws.com failed with status code "
                + "[manifests 1]: 403 Forbidden",
            .denied
        ),
        Row(
            resolve + "unexpected status from HEAD request to https://x/v2/a/manifests/1: 401 Unauthorized",
            .authentication
        ),
        Row(
            "Head \"https://1.dkr.ecr.eu-west-1.amazonaws.com/v2/a/manifests/1\": no basic auth credentials",
            .authentication,
            isAnonymous: true
        ),
        Row("denied: Your authorization token has expired. Reauthenticate and try again.", .authentication, .denied),
        Row(
            "unable to retrieve auth token: invalid username/password: unauthorized: incorrect username or password",
            .authentication
        ),
        Row("reading manifest latest in docker.io/acme/app: requested access to the resource is denied", .denied),
        Row(
            "denied: Permission \"artifactregistry.repositories.downloadArtifacts\" denied on resource \"projects/p\"",
            .denied
        ),
        Row(
            "denied: Unauthenticated request. Unauthenticated requests do not have permission \"x\"",
            .authentication,
            .denied,
            isAnonymous: true
        ),
        Row(resolve + "ghcr.io/acme/app:1: not found", .notFound),
        Row("manifest unknown: manifest unknown", .notFound),
        Row("name unknown: The repository with name 'a' does not exist in the registry with id '1'", .notFound),
        Row(
            "failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/x: 429 Too Many Requests - "
                + "Server message: toomanyrequests: You have reached your pull rate limit",
            .throttled
        ),
        Row("pull QPS exceeded", .throttled),
        Row(resolve + "dial tcp: lookup ghcr.io on 10.96.0.10:53: no such host", .network),
        Row(resolve + "dial tcp 10.0.0.1:443: connect: connection refused", .network),
        Row(resolve + "dial tcp 10.0.0.1:443: i/o timeout", .network),
        Row(resolve + "net/http: TLS handshake timeout", .network),
        Row(resolve + "unexpected status from HEAD request: 503 Service Unavailable", .network),
        Row(reason: "RegistryUnavailable", "registry is unavailable: x", .other),
        Row(resolve + "tls: failed to verify certificate: x509: certificate signed by unknown authority", .certificate),
        Row(resolve + "http: server gave HTTP response to HTTPS client", .certificate),
        Row("no match for platform in manifest: not found", .notFound, .platform),
        Row(
            "choosing an image from manifest list docker://a: no image found in image index for architecture \"arm64\"",
            .platform
        ),
        // Not a registry's word, but the node's own store's, and of what no registry has answered.
        Row(
            "failed to unpack image on snapshotter overlayfs: failed to prepare extraction snapshot \"x\": parent snapshot sha256:1 "
                + "does not exist: not found",
            .other
        ),
        Row("failed to get reader from content store: content digest sha256:1: not found", .other),
        Row("failed to unpack image: unexpected media type text/html for sha256:1: not found", .other),
        Row(resolve + "dial tcp 10.0.0.1:443: connect: connection timed out", .network),
        Row(resolve + "dial tcp 10.0.0.1:443: connect: host is down", .network),
        Row(resolve + "unexpected EOF", .network),
        Row("failed to extract layer: write /var/lib/x: no space left on device", .disk),
        Row(reason: "SignatureValidationFailed", "image signature validation failed", .policy),
        Row(
            reason: "InvalidImageName",
            "couldn't parse image name \"X\": invalid reference format: repository name must be lowercase",
            .name
        ),
        Row(reason: "ErrImageNeverPull", "Container image \"a:1\" is not present with pull policy of Never", .absent),
        // The kubelet puts the error in place of the reason.
        Row(reason: "illegal base64 data at input byte 0", "illegal base64 data at input byte 0", .unreadableSecret),
        Row(
            reason: "unable to parse auth field, must be formatted as base64(username:password)",
            "",
            .unreadableSecret
        ),
        Row(
            reason: "json: cannot unmarshal array into Go struct field DockerConfigJSON.auths of type x",
            "",
            .unreadableSecret
        ),
        Row("illegal base64 data at input byte 4", .unreadableSecret),
        // The same words from a registry that answers with a page.
        Row(resolve + "invalid character '<' looking for beginning of value", .other),
        // Nobody chooses the words by naming an image.
        Row("failed to pull image \"ghcr.io/unauthorized/forbidden-429:toomanyrequests\": something new", .other),
        Row("failed to pull image \"unauthorized:forbidden\": something new", .other),
        Row("reading manifest unauthorized in quay.io/forbidden/429-too: something new", .other),
        Row("initializing source docker://quay.io/a/denied:unauthorized: i/o timeout", .network),
        Row(
            resolve
                + "unexpected status from HEAD request to https://x/v2/unauthorized/app/manifests/manifest-unknown: 503 Service "
                + "Unavailable",
            .network
        ),
        Row("{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"detail\":[{\"Name\":\"forbidden/app\"}]}]}", .authentication),
        Row("", .other),
    ]

    @Test(arguments: rows)
    func `is read from the kubelet's words`(row: Row) throws {
        let failure = try #require(PullFailure(reason: row.reason, message: row.message))
        #expect(failure.kinds == row.kinds.sorted { $0.rank < $1.rank })
        #expect(failure.triedAnonymously == row.isAnonymous)
        #expect(!failure.isBackOff)
    }

    @Test func `is what a back-off waits for, where the kubelet says it`() throws {
        let told = try #require(
            PullFailure(
                reason: "ImagePullBackOff",
                message:
                    "Back-off pulling image \"ghcr.io/a/b:1\": ErrImagePull: \(Self.resolve)failed to authorize: 401 Unauthorized"
            )
        )
        #expect(told.isBackOff && told.kind == .authentication && told.isAuthentication)
        let untold = try #require(
            PullFailure(reason: "ImagePullBackOff", message: "Back-off pulling image \"ghcr.io/a/b:1\"")
        )
        #expect(untold.kinds == [.other] && untold.hides != nil)
        let unreadable = try #require(
            PullFailure(
                reason: "ImagePullBackOff",
                message: "Back-off pulling image \"a/b:1\": illegal base64 data at input byte 0"
            )
        )
        #expect(unreadable.kind == .unreadableSecret)
    }

    @Test(arguments: [
        "ContainerCreating", "PodInitializing", "CrashLoopBackOff", "CreateContainerConfigError", "",
        "RunContainerError",
    ])
    func `is nothing where a container waits for something else`(reason: String) {
        #expect(PullFailure(reason: reason, message: "secret \"x\" not found: unauthorized") == nil)
    }

    struct EventRow: Sendable {
        var reason: String
        var message: String
        var kind: PullFailure.Kind?
    }

    @Test(arguments: [
        EventRow(
            reason: "Failed",
            message:
                "Failed to pull image \"a/b:1\": rpc error: code = NotFound desc = \(resolve)ghcr.io/acme/app:1: not found",
            kind: .notFound
        ),
        EventRow(reason: "Failed", message: "Error: ErrImagePull", kind: nil),
        EventRow(reason: "Failed", message: "Error: ImagePullBackOff", kind: nil),
        EventRow(reason: "Failed", message: "Error: illegal base64 data at input byte 0", kind: .unreadableSecret),
        EventRow(reason: "Failed", message: "Error: secret \"x\" not found", kind: nil),
        EventRow(reason: "BackOff", message: "Back-off restarting failed container app in pod x", kind: nil),
        EventRow(reason: "BackOff", message: "Back-off pulling image \"a/b:1\"", kind: .other),
        EventRow(
            reason: "InspectFailed",
            message: "Failed to apply default image tag \"A/b\": couldn't parse image name",
            kind: .name
        ),
        EventRow(
            reason: "ErrImageNeverPull",
            message: "Container image \"a:1\" is not present with pull policy of Never",
            kind: .absent
        ),
        EventRow(
            reason: "FailedCreate",
            message: "Error creating: pods \"a\" is forbidden: exceeded quota: q, requested: pods=1",
            kind: .quota
        ),
        EventRow(
            reason: "FailedCreate",
            message: "Error creating: pods \"a\" is forbidden: error looking up service account",
            kind: nil
        ),
        EventRow(reason: "FailedScheduling", message: "0/3 nodes are available", kind: nil),
    ])
    func `is read from Events, too`(row: EventRow) {
        #expect(PullFailure(eventReason: row.reason, message: row.message)?.kind == row.kind)
    }

    @Test func `names the Secrets that a kubelet did not find`() {
        let message =
            "Unable to retrieve some image pull secrets (regcred, pullpass-ghcr); attempting to pull the image may not succeed."
        #expect(
            PullFailure.missingSecrets(eventReason: "FailedToRetrieveImagePullSecret", message: message) == [
                "regcred", "pullpass-ghcr",
            ]
        )
        #expect(PullFailure.missingSecrets(eventReason: "Failed", message: message).isEmpty)
        #expect(PullFailure.missingSecrets(eventReason: "FailedToRetrieveImagePullSecret", message: ")(").isEmpty)
        let many = "(" + Array(repeating: "a\u{1B}[2J", count: 900).joined(separator: ",") + ")"
        let found = PullFailure.missingSecrets(eventReason: "FailedToRetrieveImagePullSecret", message: many)
        #expect(found.count == 16 && !found.joined().contains("\u{1B}"))
    }

    @Test func `is shown without credentials, in one line, and cut`() throws {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"
        let failure = try #require(
            PullFailure(
                reason: "ErrImagePull",
                message: "401 Unauthorized \u{1B}[31m\n token \(token) " + String(repeating: "x ", count: 100_000)
            )
        )
        #expect(failure.kind == .authentication)
        #expect(!failure.text.contains(token) && !failure.text.contains("\n") && !failure.text.contains("\u{1B}"))
        #expect(failure.text.unicodeScalars.count <= 501)
    }
}

extension PullFailure.Kind {
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
