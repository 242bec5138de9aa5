import FoundationEssentials
import HTTP
import Images
import Testing
import Text

@testable import Credentials
@testable import CredentialsTestSupport
@testable import Providers

@Suite struct `A token of ECR` {
    private static let keys = "accessKeyID: { value: AKIDSTATIC01 }, secretAccessKey: { value: hunter2-static }"

    /// The fetch for patterns and lines below `ecr`.
    private func fetch(
        _ patterns: [String],
        _ lines: String = keys,
        answer: @escaping ProviderPeer.Answer = { AWSStub().answer($0) }
    ) async throws -> (fetched: FetchedCredential, requests: [ProviderRequest]) {
        try await withPeer(answer) { peer in
            let list = patterns.map { "\"\($0)\"" }.joined(separator: ", ")
            let fetcher = try fetcher(
                "matchImages: [\(list)]\ncredentials: { ecr: { endpoint: \"\(peer.url)/ecr\", \(lines) } }"
            )
            return (try await fetched(by: fetcher), peer.requests)
        }
    }

    private func passwords(_ fetched: FetchedCredential, _ image: String) throws -> [String] {
        let config = try DockerConfig(parsing: fetched.dockerConfigJSON)
        return DockerKeyring([config]).lookup(try ImageReference(parsing: image).repository).map(\.password)
    }

    @Test(
        arguments: [
            ("123456789012.dkr.ecr.eu-central-1.amazonaws.com", "eu-central-1"),
            ("123456789012.dkr.ecr.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
            ("123456789012.dkr.ecr-fips.us-gov-east-1.amazonaws.com", "us-gov-east-1"),
            ("123456789012.dkr.ecr.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
            ("123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
            ("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
            ("123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
            ("123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"),
            ("123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"),
            ("123456789012.dkr-ecr.us-west-2.on.aws", "us-west-2"),
            ("123456789012.dkr-ecr-fips.us-west-2.on.aws", "us-west-2"),
            ("123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "cn-north-1"),
        ]
    )
    func `is found by the kubelet for an image of each partition`(host: String, region: String) async throws {
        let (fetched, requests) = try await fetch([host])
        #expect(requests.count == 1)
        #expect(requests[0].fields["authorization"]?.contains("/\(region)/ecr/aws4_request") ?? false)
        #expect(requests[0].text == "{}")
        #expect(try passwords(fetched, "\(host)/team/app:1") == ["hunter2-\(region)-"])
        #expect(fetched.expiresAt.map { abs($0.seconds - 1_700_043_200.417) < 0.001 } ?? false)
        #expect(fetched.auths.entries.map(\.key) == [host])
    }

    @Test func `is fetched for each region that is needed, and a wildcard becomes a key for each`() async throws {
        let (fetched, requests) = try await fetch(
            ["*.dkr.ecr.*.amazonaws.com/team/", "123456789012.dkr.ecr.us-west-2.amazonaws.com"],
            "regions: [eu-west-1, us-west-2], \(Self.keys)"
        )
        #expect(requests.count == 2)
        #expect(
            fetched.auths.entries.map(\.key) == [
                "*.dkr.ecr.eu-west-1.amazonaws.com/team/", "*.dkr.ecr.us-west-2.amazonaws.com/team/",
                "123456789012.dkr.ecr.us-west-2.amazonaws.com",
            ]
        )
        #expect(
            try passwords(fetched, "1.dkr.ecr.eu-west-1.amazonaws.com/team/a") == ["hunter2-eu-west-1-"]
        )
        #expect(try passwords(fetched, "1.dkr.ecr.eu-west-3.amazonaws.com/team/a").isEmpty)
        #expect(
            Set(try passwords(fetched, "123456789012.dkr.ecr.us-west-2.amazonaws.com/team/a")) == ["hunter2-us-west-2-"]
        )
    }

    @Test(arguments: [("eu-west-1", "us-west-2"), ("us-west-2", "eu-west-1")])
    func `is given for one region where another one fails, which is told`(away: String, there: String) async throws {
        let patterns = ["*.dkr.ecr.*.amazonaws.com"]
        let lines = "regions: [eu-west-1, us-west-2], \(Self.keys)"
        let denial = HTTPResponse.json(400, #"{"__type":"AccessDeniedException","message":"an explicit deny"}"#)
        let (fetched, requests) = try await fetch(patterns, lines) { request in
            let isAway = request.fields["authorization"]?.contains("/\(away)/ecr/") ?? false
            return isAway ? denial : AWSStub().answer(request)
        }
        #expect(requests.count == 2)
        #expect(fetched.auths.entries.map(\.key) == ["*.dkr.ecr.\(there).amazonaws.com"])
        #expect(fetched.missing.keys == ["*.dkr.ecr.\(away).amazonaws.com"])
        #expect(fetched.faults == fetched.missing.map(\.error.description))
        #expect(fetched.faults.count == 1 && fetched.faults[0].contains("an explicit deny"))
        await #expect(throws: CredentialError.self) { try await fetch(patterns, lines) { _ in denial } }
    }

    @Test func `is another account's where the call for ten accounts fails`() async throws {
        let accounts = (0..<13).map { "1000000000\(10 + $0)" }
        let (fetched, requests) = try await fetch(
            accounts.map { "\($0).dkr.ecr.eu-west-1.amazonaws.com" },
            "registryIDs: [\(accounts.map { "\"\($0)\"" }.joined(separator: ", "))], \(Self.keys)"
        ) { request in
            request.text.contains(accounts[0])
                ? .json(400, #"{"__type":"AccessDeniedException","message":"no"}"#) : AWSStub().answer(request)
        }
        #expect(requests.count == 2 && fetched.missing.isEmpty)
        for (account, token) in [(accounts[0], accounts[10]), (accounts[12], accounts[12])] {
            let found = try passwords(fetched, "\(account).dkr.ecr.eu-west-1.amazonaws.com/a")
            #expect(found == ["hunter2-eu-west-1-\(token)"])
        }
    }

    @Test func `is the account's own with registryIDs, and the first for any other account`() async throws {
        let hosts = ["111111111111", "222222222222", "333333333333"].map { "\($0).dkr.ecr.eu-west-1.amazonaws.com" }
        let (fetched, requests) = try await fetch(
            hosts,
            "registryIDs: [\"111111111111\", \"222222222222\"], \(Self.keys)"
        )
        #expect(requests[0].text == #"{"registryIds":["111111111111","222222222222"]}"#)
        let found = try hosts.map { try passwords(fetched, "\($0)/a") }
        #expect(
            found == [
                ["hunter2-eu-west-1-111111111111"], ["hunter2-eu-west-1-222222222222"],
                ["hunter2-eu-west-1-111111111111"],
            ]
        )
    }

    @Test func `is asked for ten accounts at a time`() async throws {
        let accounts = (0..<23).map { "1000000000\(10 + $0)" }
        let list = accounts.map { "\"\($0)\"" }.joined(separator: ", ")
        let (fetched, requests) = try await fetch(
            accounts.map { "\($0).dkr.ecr.eu-west-1.amazonaws.com" },
            "registryIDs: [\(list)], \(Self.keys)"
        )
        #expect(requests.map { $0.text.split(separator: ",").count } == [10, 10, 3])
        let last = "100000000032.dkr.ecr.eu-west-1.amazonaws.com/a"
        #expect(try passwords(fetched, last) == ["hunter2-eu-west-1-100000000032"])
    }

    private func answer(expiresAt: String, token: String = Base64.encode(Array("AWS:a:b".utf8))) -> ProviderPeer.Answer
    {
        { _ in .json(200, #"{"authorizationData":[{"authorizationToken":"\#(token)"\#(expiresAt)}]}"#) }
    }

    @Test(
        arguments: [
            (#","expiresAt":1700043200"#, 1_700_043_200.0), (#","expiresAt":1700043200.5"#, 1_700_043_200.5),
            (#","expiresAt":"1700043200""#, 1_700_043_200), (#","expiresAt":"2023-11-15T10:13:20Z""#, 1_700_043_200),
            ("", 1_700_043_200), (#","expiresAt":null"#, 1_700_043_200),
        ]
    )
    func `ends when AWS says so in whatever form, or after twelve hours`(field: String, end: Double) async throws {
        let fetched = try await fetch(["1.dkr.ecr.eu-west-1.amazonaws.com"], answer: answer(expiresAt: field)).fetched
        #expect(fetched.expiresAt == Timestamp(seconds: end))
        #expect(try passwords(fetched, "1.dkr.ecr.eu-west-1.amazonaws.com/a") == ["a:b"])
    }

    @Test(arguments: ["", "hunter2!", "aHVudGVyMg==", "OnA=", "QVdTOg==", "//79"])
    func `that is none is an answer that cannot be read`(token: String) async throws {
        let error = try await AWSFixture(environment: AWSFixture.keys).error(answer(expiresAt: "", token: token))
        #expect(error.kind == .unavailable)
        #expect(error.reason.contains("the token is not base64 of a user name, a colon and a password"))
    }

    @Test(
        arguments: [
            (["ghcr.io"], ["a", "b"], "pattern ghcr.io: it names no region, and there are several"),
            (["1.dkr.ecr.us-*.amazonaws.com"], ["eu-west-1"], "it is in none of the regions eu-west-1"),
        ]
    )
    func `needs to know its region`(patterns: [String], regions: [String], reason: String) throws {
        let parsed = try patterns.map { try ImagePattern(parsing: $0) }
        let error = #expect(throws: CredentialError.self) { try ECRPlan(patterns: parsed, regions: regions) }
        #expect(error?.kind == .misconfigured)
        #expect(error?.description.contains(reason) ?? false)
    }

    @Test(
        arguments: [
            (["1.dkr.ecr.r-1.x"], false, false), (["1.dkr.ecr-fips.r-1.x"], true, false),
            (["1.dkr-ecr.r-1.x"], false, true),
            (["1.dkr.ecr.r-1.x", "1.dkr-ecr-fips.r-1.x"], true, true), (["ecr.example.com"], false, false),
        ]
    )
    func `comes from the endpoint that the hosts ask for`(patterns: [String], fips: Bool, dual: Bool) throws {
        let plan = try ECRPlan(patterns: patterns.map { try ImagePattern(parsing: $0) }, regions: ["r-1"])
        #expect(plan.regions.map(\.variant) == [AWSVariant(isFIPS: fips, isDualStack: dual)])
        let all = AWSEnvironment(["AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "True"])
        #expect(plan.regions[0].variant.with(all) == AWSVariant(isFIPS: true, isDualStack: true))
    }
}

@Suite struct `A token of ECR Public` {
    @Test func `is asked for in us-east-1 and found for public.ecr.aws`() async throws {
        try await withPeer({ AWSStub().answer($0) }) { peer in
            let fetcher = try fetcher(
                "matchImages: [public.ecr.aws]\ncredentials: { ecrPublic: { endpoint: \"\(peer.url)/ecr-public\" } }",
                environment: AWSFixture.keys
            )
            let fetched = try await fetched(by: fetcher)
            #expect(try attempts([fetched.dockerConfigJSON], "public.ecr.aws/team/app:1") == ["AWS"])
            #expect(fetched.expiresAt == Timestamp(seconds: 1_700_043_200))
            #expect(peer.requests[0].fields["authorization"]?.contains("/us-east-1/ecr-public/aws4_request") ?? false)
        }
    }
}
