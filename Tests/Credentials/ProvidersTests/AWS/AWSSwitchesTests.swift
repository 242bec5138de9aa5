import Credentials
import HTTP
import Testing

@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `What is asked of all of AWS' clients` {
    private static let config =
        "[default]\nuse_fips_endpoint = true\nec2_metadata_v1_disabled = True\n[profile p]\nuse_dualstack_endpoint=true\n"

    /// The chain of an entry with these keys.
    private func chain(
        _ keys: String,
        host: String = "123456789012.dkr.ecr.us-west-2.amazonaws.com",
        _ environment: [String: String] = [:]
    )
        throws -> AWSKeyChain
    {
        let made = try fetcher(
            "matchImages: [\(host)]\ncredentials: { ecr: { \(keys) } }",
            environment: environment.merging(["AWS_CONFIG_FILE": "/config"]) { given, _ in given },
            files: FakeFiles(["/config": Self.config, "/none": ""])
        )
        let ecr = try #require(made as? ECRFetcher)
        return AWSKeyChain(identity: ecr.source.identity, service: ecr.service, region: "us-west-2")
    }

    @Test(
        arguments: [
            ("", [:], AWSVariant(isFIPS: true)),
            ("", ["AWS_USE_FIPS_ENDPOINT": "false"], AWSVariant()),
            ("", ["AWS_USE_FIPS_ENDPOINT": "1"], AWSVariant()),
            ("", ["AWS_PROFILE": "p"], AWSVariant(isDualStack: true)),
            ("profile: p", [:], AWSVariant(isDualStack: true)),
            ("profile: p", ["AWS_USE_FIPS_ENDPOINT": "TRUE"], AWSVariant(isFIPS: true, isDualStack: true)),
            ("", ["AWS_CONFIG_FILE": "/none"], AWSVariant()), ("", ["AWS_CONFIG_FILE": "/absent"], AWSVariant()),
            (
                "", ["AWS_CONFIG_FILE": "/none", "AWS_USE_DUALSTACK_ENDPOINT": "true"], AWSVariant(isDualStack: true)
            ),
        ] as [(String, [String: String], AWSVariant)]
    )
    func `comes from variables and the profile in use`(keys: String, environment: [String: String], variant: AWSVariant)
        throws
    {
        let chain = try chain(keys, environment)
        #expect(chain.switches.variant == variant)
        #expect(try chain.sts().variant == variant)
    }

    @Test(arguments: [
        "123456789012.dkr.ecr-fips.us-west-2.amazonaws.com", "123456789012.dkr-ecr.us-west-2.on.aws",
        "123456789012.dkr-ecr-fips.us-west-2.on.aws",
    ])
    func `is not what the name of a registry says`(host: String) throws {
        let chain = try chain("", host: host, ["AWS_CONFIG_FILE": "/none"])
        #expect(try chain.sts().variant == AWSVariant())
    }

    @Test(
        arguments: [
            ("", [:], .never), ("metadataV1: true", [:], .never),
            ("", ["AWS_CONFIG_FILE": "/none"], .whereToldSo),
            ("metadataV1: true", ["AWS_CONFIG_FILE": "/none"], .always),
            ("metadataV1: true", ["AWS_EC2_METADATA_V1_DISABLED": "true", "AWS_CONFIG_FILE": "/none"], .never),
            ("metadataV1: true", ["AWS_EC2_METADATA_V1_DISABLED": "false"], .always),
            ("metadataV1: false", ["AWS_CONFIG_FILE": "/none"], .whereToldSo),
        ] as [(String, [String: String], InstanceMetadata.Version1)]
    )
    func `tells when instances are asked without a session`(
        keys: String,
        environment: [String: String],
        version1: InstanceMetadata.Version1
    ) throws {
        #expect(try chain(keys, environment).instance.version1 == version1)
    }
}

@Suite struct `The metadata service of an instance without sessions` {
    private static let rolePath = "/latest/meta-data/iam/security-credentials/"

    /// Gives no session, and keys to whoever has none.
    private func old(_ status: Int) -> ProviderPeer.Answer {
        let stub = AWSStub()
        return { request in
            request.path == "/latest/api/token"
                ? HTTPResponse(status: status)
                : stub.answer(request.path.hasPrefix("/latest/") ? request.moved(to: "/old" + request.path) : request)
        }
    }

    @Test(arguments: [401, 403, 404, 405, 408, 429, 500, 503])
    func `is asked without one where the option says so, as botocore does`(status: Int) async throws {
        let fixture = AWSFixture(lines: "region: eu-west-1, metadataV1: true")
        try await withPeer(old(status)) { peer in
            let fetched = try await fetched(by: fixture.fetcher(peer.url))
            #expect(fetched.identity.hasSuffix("from role node-role of the EC2 instance"))
            #expect(peer.requests.map(\.path).dropFirst().first == Self.rolePath)
        }
    }

    @Test(arguments: [401, 408, 429, 500, 503])
    func `is not asked without one otherwise`(status: Int) async throws {
        _ = try await AWSFixture().error(old(status))
        var forbidden = AWSFixture(lines: "region: eu-west-1, metadataV1: true")
        forbidden.environment = ["AWS_EC2_METADATA_V1_DISABLED": "true"]
        _ = try await forbidden.error(old(status))
    }

    @Test func `that dislikes the wish for one is left alone`() async throws {
        let error = try await AWSFixture(lines: "region: eu-west-1, metadataV1: true").error(old(400))
        #expect(error.kind == .refused && error.endpoint?.hasSuffix("/latest/api/token") ?? false)
    }

    @Test func `is asked without one where the answer got lost on the way to a Pod`() async throws {
        let error = try await failureOfSilence { http, url in
            try fetcher(
                "matchImages: [ghcr.io]\ncredentials: { ecr: { region: eu-west-1, metadataV1: true, metadataEndpoint: \"\(url)\" } }",
                http: http
            )
        }
        #expect(error.kind == .unavailable && error.endpoint?.hasSuffix(Self.rolePath) ?? false, "\(error)")
    }
}

extension ProviderRequest {
    fileprivate func moved(to path: String) -> ProviderRequest {
        ProviderRequest(method: method, path: path, query: query, fields: fields, body: body)
    }
}
