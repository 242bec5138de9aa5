import Configuration
import Credentials
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `The identity of AWS, for Google` {
    private func fetch(
        _ json: String,
        environment: [String: String] = [:],
        answer: @escaping ProviderPeer.Answer = GoogleStub.atNoon
    ) async throws -> (Result<FetchedCredential, CredentialError>, [ProviderRequest]) {
        try await withPeer(answer) { peer in
            let fetcher = try fetcher(
                "matchImages: [gcr.io]\ncredentials: { gar: { stsEndpoint: \"\(peer.url)\", externalAccount: { file: /wif } } }",
                environment: environment,
                files: FakeFiles(["/wif": json.replacing("PROVIDER", with: peer.url)])
            )
            do {
                return (.success(try await fetched(by: fetcher)), peer.requests)
            } catch let error as CredentialError {
                #expect(!printed(error).contains("hunter2"))
                return (.failure(error), peer.requests)
            }
        }
    }

    @Test(
        arguments: [
            [:], ["AWS_REGION": "us-east-2"], ["AWS_DEFAULT_REGION": "us-east-2"],
            [
                "AWS_REGION": "us-east-2", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "hunter2-secret",
            ],
            [
                "AWS_REGION": "us-east-2", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "hunter2-secret",
                "AWS_SESSION_TOKEN": "hunter2-session-token",
            ],
        ]
    )
    func `is proven by a request that is signed and not sent`(environment: [String: String]) async throws {
        let (result, requests) = try await fetch(GoogleStub.aws, environment: environment)
        #expect(try result.get().identity.hasPrefix("federated identity of //iam.googleapis.com/"))
        #expect(!requests.contains { $0.parameters["Action"] != nil })
        #expect(requests.contains { $0.path.hasPrefix("/latest/") } == (environment["AWS_ACCESS_KEY_ID"] == nil))
        let subject = try #require(requests.last?.parameters["subject_token"])
        let text = String(decoding: try #require(PercentEncoding.decode(subject.utf8)), as: UTF8.self)
        #expect(text.contains("SignedHeaders=host;x-amz-date"))
        #expect(text.contains("x-goog-cloud-target-resource, Signature="))
    }

    @Test(
        arguments: [
            ("sts.{region}.amazonaws.com", "evil.example"), ("sts.{region}.amazonaws.com", "iam.amazonaws.com"),
            ("sts.{region}.amazonaws.com", "sts.amazonaws.com.evil.example"), ("https://sts.", "http://sts."),
            ("Action=GetCallerIdentity", "Action=AssumeRole"),
            ("&Version=2011-06-15", "&Version=2011-06-15&Action=AssumeRole"),
            ("amazonaws.com?", "amazonaws.com/x?"), ("https://sts.", "https://u@sts."),
            ("amazonaws.com?", "amazonaws.com:444?"),
        ]
    )
    func `is signed for nothing but the question who one is`(old: String, new: String) async throws {
        let (result, requests) = try await fetch(
            GoogleStub.aws.replacing(old, with: new),
            environment: ["AWS_REGION": "us-east-2"]
        )
        let error = #expect(throws: CredentialError.self) { try result.get() }
        #expect(
            error?.kind == .misconfigured && error?.reason.contains("GetCallerIdentity") == true && requests.isEmpty
        )
    }

    @Test(
        arguments: [
            ("\"url\":\"PROVIDER", "\"url\":\"http://evil.example", "the url of its"),
            ("\"region_url\":\"PROVIDER", "\"region_url\":\"http://evil.example", "region_url"),
            ("\"region_url\":\"PROVIDER", "\"region_url\":\"http://169.254.evil.example", "region_url"),
            (
                "\"imdsv2_session_token_url\":\"PROVIDER", "\"imdsv2_session_token_url\":\"https://evil.example",
                "imdsv2_session_token_url"
            ), ("\"aws1\"", "\"aws2\"", "only aws1 is known"), ("\"aws1\"", "\"gcp1\"", "none of AWS"),
            ("regional_cred_verification_url", "other_url", "none of AWS"),
            ("\"region_url\"", "\"other_url\"", "region is not known"),
        ]
    )
    func `comes from the machine's own metadata service or not at all`(old: String, new: String, reason: String)
        async throws
    {
        let (result, requests) = try await fetch(GoogleStub.aws.replacing(old, with: new))
        let error = #expect(throws: CredentialError.self) { try result.get() }
        #expect(
            error?.kind == .misconfigured && error?.description.contains(reason) == true,
            "\(String(describing: error))"
        )
        #expect(!requests.contains { $0.path == "/v1/token" })
    }

    @Test func `is asked for in a region that exists`() async throws {
        let (result, _) = try await fetch(GoogleStub.aws, environment: ["AWS_REGION": "evil.example/"])
        #expect(#expect(throws: CredentialError.self) { try result.get() }?.kind == .misconfigured)
    }
}
