import Credentials
import HTTP
import Testing

@testable import CredentialsTestSupport
@testable import Providers

/// AWS' own sentences, and the advice that each of them leads to.
@Suite struct `A denial of AWS` {
    private static let user =
        "User: arn:aws:sts::123456789012:assumed-role/puller/pullpass is not authorized to perform: "
    private static let policy = "arn:aws:organizations::111122223333:policy/o-abc123/service_control_policy/p-x1y2z3"

    @Test(
        arguments: [
            (
                "ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action",
                "the role needs ecr:GetAuthorizationToken on \"*\" (AmazonEC2ContainerRegistryReadOnly has it)", nil
            ),
            (
                "ecr:GetAuthorizationToken on resource: * with an explicit deny in a service control policy: \(policy)",
                "the service control policy \(policy) has to let ecr:GetAuthorizationToken through, which is up to the management account",
                "the role needs"
            ),
            (
                "ecr:GetAuthorizationToken on resource: * with an explicit deny in a service control policy \(policy)",
                "the service control policy \(policy) has to let", "the role needs"
            ),
            (
                "ecr:GetAuthorizationToken on resource: * with an explicit deny in a service control policy",
                "the service control policy has to let ecr:GetAuthorizationToken through", "the role needs"
            ),
            (
                "ecr:GetAuthorizationToken on resource: * with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/deny-ecr.",
                "the identity-based policy arn:aws:iam::123456789012:policy/deny-ecr has to let", "the role needs"
            ),
            (
                "ecr:GetAuthorizationToken on resource: * with an explicit deny in a resource control policy",
                "the resource control policy has to let", "the role needs"
            ),
            (
                "ecr:GetAuthorizationToken on resource: * with an explicit deny in a permissions boundary",
                "up to whoever set the boundary", "the role needs"
            ),
            (
                "ecr:GetAuthorizationToken on resource: * with an explicit deny in a VPC endpoint policy",
                "the owner of the VPC endpoint", "the role needs"
            ),
            (
                "ecr:GetAuthorizationToken on resource: * with an explicit deny",
                "the policy that denies it has to let",
                "the role needs"
            ),
            (
                "ecr:GetAuthorizationToken on resource: * because no permissions boundary allows the ecr:GetAuthorizationToken action",
                "the permissions boundary must allow ecr:GetAuthorizationToken", "the role needs"
            ),
            (
                "ecr:GetAuthorizationToken on resource: * because no session policy allows the ecr:GetAuthorizationToken action",
                "whoever starts the session", "the role needs"
            ),
            (
                "ecr:GetAuthorizationToken on resource: * because no VPC endpoint policy allows the ecr:GetAuthorizationToken action",
                "the VPC endpoint policy must allow", "the role needs"
            ),
            (
                "ecr:GetAuthorizationToken on resource: * because no service control policy allows the ecr:GetAuthorizationToken action",
                "the management account of the AWS organization", "the role needs"
            ),
            // Before 2021, and other actions than the one that was called.
            ("ecr:GetAuthorizationToken on resource: *", "the role needs ecr:GetAuthorizationToken", nil),
            (
                "kms:Decrypt on resource: arn:aws:kms:eu-west-1:1:key/k because no identity-based policy allows the kms:Decrypt action",
                "allow this identity kms:Decrypt", nil
            ),
        ] as [(String, String, String?)]
    )
    func `names the policy and who can change it`(sentence: String, fix: String, absent: String?) async throws {
        let body = #"{"__type":"AccessDeniedException","Message":"\#(Self.user)\#(sentence)"}"#
        let error = try await AWSFixture(environment: AWSFixture.keys).error { _ in .json(400, body) }
        #expect(error.kind == .refused && error.code == "AccessDeniedException")
        #expect(error.fix?.contains(fix) ?? false, "\(error)")
        if let absent { #expect(error.fix?.contains(absent) == false, "\(error)") }
    }

    @Test(
        arguments: [
            (
                403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity",
                .refused, "the same of a role that does not exist"
            ),
            (
                400, "InvalidIdentityToken",
                "No OpenIDConnect provider found in your account for https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
                .refused, "make an IAM OIDC provider for exactly this issuer in account 123456789012"
            ),
            (400, "InvalidIdentityToken", "Incorrect token audience", .refused, "client IDs of the IAM OIDC provider"),
            (
                400, "InvalidIdentityToken",
                "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
                .unavailable, "/.well-known/openid-configuration"
            ),
            (
                400, "InvalidIdentityToken",
                "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint", .refused, "thumbprint"
            ),
            (
                403, "IDPRejectedClaim", "The identity provider reported that authentication failed.", .refused,
                "OIDC provider"
            ),
            (
                400, "ExpiredTokenException",
                "Token expired: current date/time 1700000001 must be before the expiration date/time 1700000000",
                .refused,
                "must be a projected ServiceAccount token that the kubelet renews"
            ),
            (
                403, "RegionDisabledException",
                "STS is not activated in this region for account:123456789012. Your account administrator can activate STS in this region using the IAM Console.",
                .refused, "name another one in AWS_REGION"
            ),
            (400, "Throttling", "Rate exceeded", .unavailable, ""),
        ] as [(Int, String, String, CredentialError.Kind, String)]
    )
    func `about a web identity leads to its own advice`(
        status: Int,
        code: String,
        message: String,
        kind: CredentialError.Kind,
        fix: String
    ) async throws {
        let body =
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>"
            + "<Code>\(code)</Code><Message>\(message)</Message></Error><RequestId>1</RequestId></ErrorResponse>"
        let fixture = AWSFixture(
            lines:
                "region: eu-west-1, webIdentityTokenFile: /token, roleARN: \"arn:aws:iam::123456789012:role/puller\"",
            files: ["/token": AWSStub.webIdentity]
        )
        let error = try await fixture.error { _ in .content(status, "text/xml", body) }
        #expect(error.kind == kind && error.code == code, "\(error)")
        #expect(fix.isEmpty || error.fix?.contains(fix) ?? false, "\(error)")
        #expect(error.fix?.contains("ecr:GetAuthorizationToken") != true)
    }

    @Test(
        arguments: [
            (
                "AccessDeniedException",
                "perform: sts:GetServiceBearerToken on resource: * because no identity-based policy allows it",
                "sts:GetServiceBearerToken"
            ),
            (
                "AccessDeniedException", "perform: ecr-public:GetAuthorizationToken on resource: *",
                "ecr-public:GetAuthorizationToken"
            ),
            (
                "UnrecognizedClientException", "The security token included in the request is invalid.",
                "it may be deleted or inactive"
            ),
            (
                "InvalidSignatureException", "Signature expired: 20260101T000000Z is now earlier than 20260101T000500Z",
                "look at the clock"
            ),
            (
                "ExpiredTokenException", "The security token included in the request is expired",
                "give new temporary keys"
            ),
            ("BrandNewException", "who knows", "see what AWS says of that code"),
        ]
    )
    func `of ECR Public leads to its own advice`(code: String, message: String, fix: String) async throws {
        let body = #"{"__type":"com.amazonaws.spencer#\#(code)","message":"\#(message)"}"#
        let error = try await withPeer({ _ in .json(400, body) }) { peer in
            try await failure(
                of: fetcher(
                    "matchImages: [public.ecr.aws]\ncredentials: { ecrPublic: { endpoint: \"\(peer.url)\" } }",
                    environment: AWSFixture.keys
                )
            )
        }
        #expect(error.fix?.contains(fix) ?? false, "\(error)")
    }

    @Test(arguments: [
        "", "perform: ", "perform: x y", "explicit deny", "with an explicit deny in a",
        "perform: \(String(repeating: "a:", count: 400)) explicit deny in a session policy: arn:aws:\(String(repeating: "x", count: 600))",
        "because no moon policy allows it",
    ])
    func `that is no sentence of AWS is no reason to stop`(sentence: String) {
        let denial = AWSDenial(sentence)
        #expect(denial.action == nil)
        #expect(denial.fix(.ecr).count < 400)
        if case .explicitDeny(_, let arn) = denial.cause { #expect(arn == nil) }
    }

    @Test func `that repeats a credential is told without it`() async throws {
        let message =
            "perform: ecr:GetAuthorizationToken with an explicit deny in a session policy: arn:aws:iam::1:hunter2-static"
        let error = try await AWSFixture(environment: AWSFixture.keys).error { _ in
            .json(400, #"{"__type":"AccessDeniedException","message":"\#(message)"}"#)
        }
        #expect(error.fix?.contains("the session policy has to let") ?? false, "\(error)")
    }
}
