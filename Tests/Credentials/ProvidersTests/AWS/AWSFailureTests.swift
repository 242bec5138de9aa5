import HTTP
import Testing

@testable import Credentials
@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `An error of AWS` {
    private static let keys = AWSFixture(environment: AWSFixture.keys)
    private static let role = AWSFixture(
        lines: "region: eu-west-1, roleARN: \"arn:aws:iam::123456789012:role/puller\"",
        environment: AWSFixture.keys
    )

    @Test(
        arguments: [
            ("AccessDeniedException", "not authorized", .refused, "the role needs ecr:GetAuthorizationToken"),
            ("ExpiredTokenException", "expired", .refused, "give new temporary keys"),
            ("UnrecognizedClientException", "invalid", .refused, "deleted or inactive"),
            ("InvalidSignatureException", "Signature expired: 1 is now earlier", .refused, "look at the clock"),
            ("InvalidSignatureException", "Signature not yet current: 1", .refused, "look at the clock"),
            ("InvalidSignatureException", "hunter2 does not match", .refused, "the clock of this node is wrong"),
            ("SignatureDoesNotMatch", "hunter2", .refused, "the secret access key is not the one"),
            ("RequestExpired", "x", .refused, "look at the clock"),
            ("ThrottlingException", "Rate exceeded", .unavailable, nil),
            ("TooManyRequestsException", "x", .unavailable, nil),
            ("OptInRequired", "x", .refused, "enable the region"),
            ("InvalidParameterException", "x", .misconfigured, "correct the configuration"),
            ("ValidationException", "x", .misconfigured, "correct the configuration"),
            ("SomethingNew", "x", .refused, "the role needs ecr:GetAuthorizationToken"),
        ] as [(String, String, CredentialError.Kind, String?)]
    )
    func `in JSON is told by its code`(code: String, message: String, kind: CredentialError.Kind, fix: String?)
        async throws
    {
        let body = #"{"__type":"com.amazonaws.ecr#\#(code):http://internal.amazon.com/","message":"\#(message)"}"#
        let fields: [(name: String, value: String)] = [("Retry-After", "9")]
        let error = try await Self.keys.error { _ in .json(400, body, fields) }
        #expect(error.kind == kind)
        #expect(error.code == code)
        #expect(error.identity == "access key AKIDSTATIC01 from environment variable AWS_ACCESS_KEY_ID")
        #expect(error.endpoint?.hasSuffix("/ecr/") ?? false)
        if let fix { #expect(error.fix?.contains(fix) ?? false, "\(error)") }
        #expect(error.retryAfter == (kind == .unavailable ? .seconds(9) : nil))
    }

    @Test(
        arguments: [
            (
                403, "AccessDenied", .refused,
                "allow this identity sts:AssumeRole on arn:aws:iam::123456789012:role/puller"
            ),
            (403, "ExpiredToken", .refused, "give new temporary keys"),
            (403, "InvalidClientTokenId", .refused, "without its session token"),
            (403, "SignatureDoesNotMatch", .refused, "the secret access key is not the one"),
            (403, "RegionDisabledException", .refused, "enable the region"),
            (400, "ValidationError", .misconfigured, "correct the configuration"),
            (400, "Throttling", .unavailable, nil), (500, "InternalFailure", .unavailable, nil),
            (503, "ServiceUnavailable", .unavailable, nil),
        ] as [(Int, String, CredentialError.Kind, String?)]
    )
    func `in XML is told by its code`(status: Int, code: String, kind: CredentialError.Kind, fix: String?) async throws
    {
        let body =
            "<ErrorResponse><Error><Type>Sender</Type><Code>\(code)</Code><Message>m</Message></Error></ErrorResponse>"
        let error = try await Self.role.error { _ in .content(status, "text/xml", body) }
        #expect(error.kind == kind)
        #expect(error.code == code)
        #expect(error.identity.hasSuffix("for role arn:aws:iam::123456789012:role/puller"))
        if let fix { #expect(error.fix?.contains(fix) ?? false, "\(error)") }
    }

    @Test(
        arguments: [
            ("AccessDenied", .refused, "must allow sts:AssumeRoleWithWebIdentity to the cluster's OIDC provider"),
            ("InvalidIdentityToken", .refused, "make an IAM OIDC provider"),
            ("IDPRejectedClaim", .refused, "make an IAM OIDC provider"),
            ("ExpiredTokenException", .refused, "file /token must be a projected ServiceAccount token"),
            ("IDPCommunicationError", .unavailable, "issuer URL must be public"),
        ] as [(String, CredentialError.Kind, String)]
    )
    func `about a web identity says what is wrong with it`(code: String, kind: CredentialError.Kind, fix: String)
        async throws
    {
        let body = "<ErrorResponse><Error><Code>\(code)</Code><Message>m</Message></Error></ErrorResponse>"
        let fixture = AWSFixture(
            lines:
                "region: eu-west-1, webIdentityTokenFile: /token, roleARN: \"arn:aws:iam::123456789012:role/puller\"",
            files: ["/token": AWSStub.webIdentity]
        )
        let error = try await fixture.error { _ in .content(400, "text/xml", body) }
        #expect(error.kind == kind)
        #expect(error.fix?.contains(fix) ?? false, "\(error)")
        #expect(error.identity.hasPrefix("web identity token from file /token"))
    }

    @Test func `about the time says how far the clocks are apart`() async throws {
        let body = #"{"__type":"InvalidSignatureException","message":"Signature expired"}"#
        let date: [(name: String, value: String)] = [("Date", "Tue, 14 Nov 2023 23:13:20 GMT")]
        let error = try await Self.keys.error { _ in .json(403, body, date) }
        #expect(error.reason == "the request's time is not AWS' time, and the clock here is 3600 s behind AWS'")
    }

    @Test func `of a role that may not fetch tokens reads as a sentence`() async throws {
        let fixture = AWSFixture(
            lines: "region: eu-west-1, roleARN: \"arn:aws:iam::123456789012:role/forbidden\"",
            environment: AWSFixture.keys
        )
        let error = try await fixture.error()
        #expect(error.kind == .refused)
        #expect(error.description.hasPrefix("role arn:aws:iam::123456789012:role/forbidden at http://127.0.0.1:"))
        #expect(error.description.contains("/ecr/: it is not allowed: User: arn:aws:sts::123456789012"))
        #expect(
            error.description.hasSuffix(
                "(AccessDeniedException): the role needs ecr:GetAuthorizationToken on \"*\" "
                    + "(AmazonEC2ContainerRegistryReadOnly has it)"
            )
        )
    }

    @Test func `of ECR Public names its two permissions`() async throws {
        let answer: ProviderPeer.Answer = { _ in .json(400, #"{"__type":"AccessDeniedException","Message":"no"}"#) }
        try await withPeer(answer) { peer in
            let fetcher = try fetcher(
                "matchImages: [public.ecr.aws]\ncredentials: { ecrPublic: { endpoint: \"\(peer.url)\" } }",
                environment: AWSFixture.keys
            )
            let error = try await failure(of: fetcher)
            #expect(
                error.fix == "the role needs ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken on \"*\""
            )
        }
    }
}
