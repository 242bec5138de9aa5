import Credentials
import FoundationEssentials
import Images
import Testing

/// A fetch of ECR against the stub of AWS, whose URL stands for `PROVIDER`.
struct AWSFixture {
    var lines = "region: eu-west-1"
    var environment: [String: String] = [:]
    var files: [String: String] = [:]
    var stub = AWSStub()

    static let keys = [
        "AWS_ACCESS_KEY_ID": "AKIDSTATIC01", "AWS_SECRET_ACCESS_KEY": "hunter2-static",
    ]

    func fetcher(_ url: String) throws -> any CredentialFetcher {
        let keys = "endpoint: PROVIDER/ecr, stsEndpoint: PROVIDER/sts, metadataEndpoint: PROVIDER, \(lines)"
        return try CredentialsTestSupport.fetcher(
            "matchImages: [ghcr.io]\nanonymousFallback: false\ncredentials: { ecr: { \(keys) } }"
                .replacing("PROVIDER", with: url),
            environment: environment.mapValues { $0.replacing("PROVIDER", with: url) },
            files: FakeFiles(files.mapValues { $0.replacing("PROVIDER", with: url) })
        )
    }

    /// What came of it, and what was asked for it.
    func run() async throws -> (fetched: FetchedCredential, requests: [ProviderRequest]) {
        try await withPeer(stub.answer) { peer in
            (try await fetched(by: fetcher(peer.url)), peer.requests)
        }
    }

    /// The error of it.
    func error(_ answer: ProviderPeer.Answer? = nil) async throws -> CredentialError {
        try await withPeer(answer ?? stub.answer) { peer in
            let error = try await failure(of: fetcher(peer.url))
            #expect(!printed(error).contains("hunter2"), "\(error)")
            return error
        }
    }
}
