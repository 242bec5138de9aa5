import Credentials
import HTTP
import Images
import Testing

@testable import CredentialsTestSupport

@Suite struct `The agent of a container` {
    private static let token = ["AWS_CONTAINER_AUTHORIZATION_TOKEN": AWSStub.podToken]

    @Test(arguments: ["/pod", nil])
    func `wants the token of a file, or else of a variable`(file: String?) async throws {
        var environment = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "PROVIDER/v1/credentials"]
        environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = file == nil ? AWSStub.podToken : "hunter2-wrong"
        environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = file
        let fixture = AWSFixture(environment: environment, files: ["/pod": AWSStub.podToken])
        #expect(try await fixture.run().requests.map(\.path) == ["/v1/credentials", "/ecr/"])
    }

    @Test(arguments: [
        "http://example.com/v1", "http://169.254.169.254/v1", "http://10.0.0.1/v1", "http://127.example.com/",
        "http://[fd00:ec2::24]/", "http://169.254.170.2.example.com/", "http://1270.0.0.1/",
    ])
    func `gets no token over http beyond this node`(url: String) async throws {
        var environment = Self.token
        environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url
        let error = try await AWSFixture(environment: environment).error()
        #expect(error.kind == .misconfigured)
        #expect(error.reason.contains("to which a token would go unencrypted"), "\(error)")
    }

    @Test func `that refuses is reported with what to do`() async throws {
        let environment = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "PROVIDER/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "hunter2-wrong",
        ]
        let error = try await AWSFixture(environment: environment).error()
        #expect(error.kind == .refused)
        #expect(error.reason == "the answer is status 401")
        #expect(error.fix?.contains("create-pod-identity-association") ?? false)
    }

    @Test func `gets no token with a line break in it`() async throws {
        let environment = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "PROVIDER/v1/credentials",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/pod",
        ]
        let error = try await AWSFixture(environment: environment, files: ["/pod": "hunter2\r\nX-Evil: 1"]).error()
        #expect(error.kind == .misconfigured)
        #expect(error.description.hasPrefix("container authorization token from file /pod: it has a line break"))
    }
}

@Suite struct `The metadata service of an instance` {
    @Test func `is asked with a session, for the role and its keys`() async throws {
        let requests = try await AWSFixture().run().requests
        let path = "/latest/meta-data/iam/security-credentials/"
        #expect(requests.map(\.method) == ["PUT", "GET", "GET", "POST"])
        #expect(requests.map(\.path) == ["/latest/api/token", path, path + "node-role", "/ecr/"])
        #expect(requests[0].fields["x-aws-ec2-metadata-token-ttl-seconds"] == "300")
    }

    private static let rolePath = "/latest/meta-data/iam/security-credentials/"

    /// Answers as the stub does, but for one path; without sessions where `isOld`.
    private func answer(_ path: String, isOld: Bool = false, _ response: HTTPResponse) -> ProviderPeer.Answer {
        { request in
            if request.path == path { return response }
            guard isOld, request.path.hasPrefix("/latest/meta-data") else { return AWSStub().answer(request) }
            guard request.fields["x-aws-ec2-metadata-token"] == nil else { return HTTPResponse(status: 400) }
            let keys = #"{"Code":"Success","AccessKeyId":"AKIDSTATIC01","SecretAccessKey":"hunter2-static"}"#
            return request.path == Self.rolePath ? .content(200, "text/plain", "old-role\n") : .json(200, keys)
        }
    }

    @Test(arguments: [403, 404, 405])
    func `is asked without a session where it has none, unless that is forbidden`(status: Int) async throws {
        let old = answer("/latest/api/token", isOld: true, HTTPResponse(status: status))
        try await withPeer(old) { peer in
            let fetched = try await fetched(by: AWSFixture().fetcher(peer.url))
            #expect(fetched.identity == "access key AKIDSTATIC01 from role old-role of the EC2 instance")
        }
        let error = try await AWSFixture(environment: ["AWS_EC2_METADATA_V1_DISABLED": "true"]).error(old)
        #expect(error.kind == .refused)
        #expect(error.reason == "the answer is status \(status)")
    }

    @Test func `of an instance without a role says so`() async throws {
        let absent = try await AWSFixture().error(answer(Self.rolePath, HTTPResponse(status: 404)))
        #expect(absent.kind == .misconfigured)
        #expect(absent.reason == "the instance has no role")
        #expect(absent.fix?.contains("instance profile") ?? false)
        let empty = try await AWSFixture().error(answer(Self.rolePath, .content(200, "text/plain", "\n")))
        #expect(empty.reason == "the instance has no role")
    }

    @Test func `says why there are no keys`() async throws {
        let code = #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume the role"}"#
        let error = try await AWSFixture().error(answer(Self.rolePath + "node-role", .json(200, code)))
        #expect(error.kind == .refused)
        #expect(error.identity == "role node-role of the EC2 instance")
        #expect(error.code == "AssumeRoleUnauthorizedAccess")
    }

    @Test func `that a Pod cannot hear is explained by the hop limit`() async throws {
        let error = try await failureOfSilence { http, url in
            try fetcher(
                "matchImages: [ghcr.io]\ncredentials: { ecr: { region: eu-west-1, metadataEndpoint: \"\(url)\" } }",
                http: http
            )
        }
        #expect(error.kind == .unavailable)
        #expect(error.endpoint?.hasSuffix("/latest/api/token") ?? false)
        #expect(error.fix?.contains("--http-put-response-hop-limit 2") ?? false)
    }
}
