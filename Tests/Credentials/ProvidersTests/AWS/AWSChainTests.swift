import Credentials
import FoundationEssentials
import HTTP
import Images
import TestSupport
import Testing

@testable import CredentialsTestSupport

@Suite struct `The AWS chain` {
    private static let puller = "arn:aws:iam::123456789012:role/puller"
    private static let environment = AWSFixture.keys
    private static let irsa = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": puller]
    private static let home = ["HOME": "/home"]
    private static let pod = [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "PROVIDER/v1/credentials",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/pod",
    ]
    private static let files = [
        "/token": AWSStub.webIdentity, "/pod": AWSStub.podToken + "\n",
        "/home/.aws/credentials":
            "[default]\naws_access_key_id = AKIDSTATIC01\naws_secret_access_key = hunter2-static\n",
    ]

    private static func merged(_ parts: [String: String]...) -> [String: String] {
        parts.reduce(into: [:]) { $0.merge($1) { $1 } }
    }

    @Test(
        arguments: [
            (
                merged(environment, irsa, home, pod),
                "access key AKIDSTATIC01 from environment variable AWS_ACCESS_KEY_ID"
            ),
            (merged(irsa, home, pod), "role \(puller)"),
            (merged(home, pod), "access key AKIDSTATIC01 from profile default of file /home/.aws/credentials"),
            (pod, "access key ASIAPOD12345 from container credentials"),
            (["HOME": "/nobody"], "access key ASIANODEROLE from role node-role of the EC2 instance"),
            // Empty is not set.
            (
                ["AWS_ACCESS_KEY_ID": "", "AWS_PROFILE": ""],
                "access key ASIANODEROLE from role node-role of the EC2 instance"
            ),
        ]
    )
    func `takes the first of keys, web identity, profile, container and instance`(
        environment: [String: String],
        identity: String
    ) async throws {
        let (fetched, _) = try await AWSFixture(environment: environment, files: Self.files).run()
        #expect(fetched.identity == identity)
    }

    @Test func `sends a web identity unsigned, and a name for the session`() async throws {
        var fixture = AWSFixture(environment: Self.irsa, files: Self.files)
        var requests = try await fixture.run().requests
        #expect(requests.map(\.path) == ["/sts/", "/ecr/"])
        #expect(requests[0].fields["authorization"] == nil)
        #expect(
            requests[0].parameters == [
                "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": Self.puller,
                "RoleSessionName": "pullpass", "WebIdentityToken": AWSStub.webIdentity,
            ]
        )
        fixture.environment["AWS_ROLE_SESSION_NAME"] = "of-environment"
        requests = try await fixture.run().requests
        #expect(requests[0].parameters["RoleSessionName"] == "of-environment")
        fixture.lines += ", roleSessionName: of-file"
        requests = try await fixture.run().requests
        #expect(requests[0].parameters["RoleSessionName"] == "of-file")
    }

    @Test func `does not assume the role of IRSA twice`() async throws {
        let same = AWSFixture(
            lines: "region: eu-west-1, roleARN: \"\(Self.puller)\"",
            environment: Self.irsa,
            files: Self.files
        )
        #expect(try await same.run().requests.map(\.path) == ["/sts/", "/ecr/"])
        let other = AWSFixture(
            lines: "region: eu-west-1, roleARN: \"\(Self.puller)-2\"",
            environment: Self.irsa,
            files: Self.files
        )
        let (fetched, requests) = try await other.run()
        #expect(requests.compactMap { $0.parameters["Action"] } == ["AssumeRoleWithWebIdentity", "AssumeRole"])
        #expect(fetched.identity == "role \(Self.puller)-2")
    }

    @Test func `assumes roles in order, each with the keys of the one before and its external ID`() async throws {
        let external = "arn:aws:iam::123456789012:role/external"
        let lines =
            "region: eu-west-1, roleChain: [{ roleARN: \"\(external)\", externalID: hunter3 }], roleARN: \"\(Self.puller)\""
        let (fetched, requests) = try await AWSFixture(lines: lines, environment: Self.environment).run()
        #expect(fetched.identity == "role \(Self.puller)")
        #expect(requests.map { $0.parameters["RoleArn"] } == [external, Self.puller, nil])
        #expect(requests.map { $0.parameters["ExternalId"] } == ["hunter3", nil, nil])
        let ids = requests.map { $0.fields["authorization"]?.split(separator: "=")[1].prefix { $0 != "/" } }
        #expect(ids == ["AKIDSTATIC01", "ASIAEXTERNAL", "ASIAPULLER"])
        #expect(requests[2].fields["x-amz-security-token"] == "hunter2-session-ASIAPULLER")

        let wrong = lines.replacing("hunter3", with: "hunter4")
        let error = try await AWSFixture(lines: wrong, environment: Self.environment).error()
        #expect(error.kind == .refused)
        #expect(error.code == "AccessDenied")
        #expect(error.identity.hasSuffix("for role \(external)"))
        #expect(error.fix?.contains("compare externalID") ?? false)
    }

    @Test(
        arguments: [
            ([:], "eu-west-1"), (["AWS_REGION": "ap-south-1"], "ap-south-1"),
            (["AWS_DEFAULT_REGION": "me-south-1"], "me-south-1"),
            (["AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "me-south-1"], "us-east-1"),
            // Keys of a partition are nothing in another one.
            (["AWS_REGION": "cn-north-1"], "eu-west-1"), (["AWS_REGION": "us-gov-west-1"], "eu-west-1"),
        ] as [([String: String], String)]
    )
    func `asks the STS of a region of the same partition`(regions: [String: String], region: String) async throws {
        let lines = "region: eu-west-1, roleARN: \"\(Self.puller)\""
        let requests = try await AWSFixture(lines: lines, environment: Self.merged(Self.environment, regions)).run()
            .requests
        #expect(requests[0].fields["authorization"]?.contains("/\(region)/sts/aws4_request") ?? false)
        #expect(requests[1].fields["authorization"]?.contains("/eu-west-1/ecr/aws4_request") ?? false)
    }

    @Test func `takes the profile of the configuration or the environment, with its roles, region and session`()
        async throws
    {
        let config = """
            [profile base]
            credential_process = /nowhere
            aws_access_key_id = AKIDSTATIC01
            aws_secret_access_key = hunter2-static
            [profile named]
            role_arn = \(Self.puller)
            source_profile = base
            role_session_name = of-profile
            duration_seconds = 900
            region = eu-south-1
            """
        for (lines, more) in [
            ("region: eu-west-1, profile: named", [:]), ("region: eu-west-1", ["AWS_PROFILE": "named"]),
        ] {
            let environment = Self.merged(["AWS_CONFIG_FILE": "/config"], more)
            let requests = try await AWSFixture(lines: lines, environment: environment, files: ["/config": config])
                .run()
                .requests
            #expect(requests[0].parameters["RoleSessionName"] == "of-profile")
            #expect(requests[0].parameters["DurationSeconds"] == "900")
            #expect(requests[0].fields["authorization"]?.contains("/eu-south-1/sts/") ?? false)
        }
    }

    @Test(
        arguments: [
            ("credential_source = Environment", merged(environment, ["AWS_PROFILE": "p"]), "AKIDSTATIC01"),
            ("credential_source = EcsContainer", merged(pod, ["AWS_PROFILE": "p"]), "ASIAPOD12345"),
            ("credential_source = Ec2InstanceMetadata", ["AWS_PROFILE": "p"], "ASIANODEROLE"),
        ]
    )
    func `takes the keys that a profile's credential_source names`(
        source: String,
        environment: [String: String],
        id: String
    ) async throws {
        let files = Self.merged(Self.files, ["/c": "[p]\nrole_arn = \(Self.puller)\n\(source)\n"])
        let (fetched, requests) = try await AWSFixture(
            lines: "region: eu-west-1, profile: p, sharedCredentialsFile: /c",
            environment: environment,
            files: files
        ).run()
        let call = try #require(requests.first { $0.path.hasPrefix("/sts") })
        #expect(call.fields["authorization"]?.contains("Credential=\(id)/") ?? false)
        #expect(fetched.identity == "role \(Self.puller)")
    }

    @Test func `runs a profile's credential_process, and never repeats what it printed`() async throws {
        let directory = try TemporaryDirectory()
        let good = #"{"Version":1,"AccessKeyId":"AKIDSTATIC01","SecretAccessKey":"hunter2-static"}"#
        func fixture(_ script: String) throws -> AWSFixture {
            let path = try directory.write("process", script)
            return AWSFixture(
                lines: "region: eu-west-1, profile: p, sharedCredentialsFile: /c",
                environment: ["PATH": "/usr/bin:/bin", "AWS_CA_BUNDLE": "/ca", "SECRET": "hunter2"],
                files: ["/c": "[p]\ncredential_process = WHO='a b' sh '\(path)' \"two words\"\n"]
            )
        }
        let fetched = try await fixture(
            "test \"$1\" = 'two words' && test \"$WHO\" = 'a b' && test $AWS_CA_BUNDLE = /ca && test -z \"$SECRET\" && echo '\(good)'"
        ).run()
            .fetched
        #expect(fetched.identity == "access key AKIDSTATIC01 from profile p of file /c")
        let failed = try await fixture("echo hunter2; echo hunter2 >&2; exit 3").error()
        #expect(failed.kind == .unavailable)
        #expect(
            failed.description.contains("credential_process /usr/bin/sh exited with code 3")
                || failed.description.contains("credential_process /bin/sh exited with code 3")
        )
        var talking = try fixture(
            "echo \"no session for arn:aws:iam::123456789012:role/puller: $AWS_SESSION_TOKEN, run aws sso login\" >&2; exit 3"
        )
        talking.environment["AWS_SESSION_TOKEN"] = "hunter2-session"
        let said = try await talking.error()
        #expect(
            said.reason.contains(#"it says "no session for arn:aws:iam::123456789012:role/puller: <redacted>, "#),
            "\(said)"
        )
        #expect(said.reason.hasSuffix(#"run aws sso login""#) && said.fix == "correct what it complains about")
        for output in ["hunter2", "{}", good.replacing("1,", with: "2,"), #"{"Version":1,"AccessKeyId":"hunter2"}"#] {
            let error = try await fixture("echo '\(output)'").error()
            #expect(error.kind == .unavailable)
            #expect(error.reason.contains("is no JSON with Version 1"))
        }
        var absent = try fixture("")
        absent.files = ["/c": "[p]\ncredential_process = /nowhere/at/all\n"]
        #expect(try await absent.error().description.contains("/nowhere/at/all is no executable file"))
        absent.files = ["/c": "[p]\ncredential_process = TOKEN=hunter2 /nowhere/at/all\n"]
        #expect(
            try await absent.error().description.contains("credential_process /nowhere/at/all is no executable file")
        )
    }

    @Test(
        arguments: [
            (["AWS_ACCESS_KEY_ID": "AKIDSTATIC01"], "set AWS_SECRET_ACCESS_KEY too"),
            (["AWS_SECRET_ACCESS_KEY": "hunter2"], "set AWS_ACCESS_KEY_ID too"),
            (["AWS_WEB_IDENTITY_TOKEN_FILE": "/token"], "it is set without AWS_ROLE_ARN"),
            (
                ["AWS_PROFILE": "absent", "HOME": "/home"],
                "profile absent of file /home/.aws/credentials: there is no such profile"
            ),
            (["AWS_PROFILE": "absent"], "profile absent of AWS' shared files: there is no such profile"),
            (["AWS_EC2_METADATA_DISABLED": "TRUE"], "AWS_EC2_METADATA_DISABLED is true"),
            (merged(irsa, ["AWS_ROLE_SESSION_NAME": "no blanks"]), "AWS takes no such name"),
            (["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "@example.com/"], "it does not start with /"),
            (
                ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "no URL"],
                "AWS_CONTAINER_CREDENTIALS_FULL_URI: it cannot be used as a URL"
            ),
        ]
    )
    func `says what is missing`(environment: [String: String], reason: String) async throws {
        let error = try await AWSFixture(environment: environment, files: Self.files).error()
        #expect(error.kind == .misconfigured)
        #expect(error.description.contains(reason), "\(error)")
        #expect(error.fix != nil)
    }

    @Test func `does not show a secret key that stands in the place of the ID`() async throws {
        let keys = [
            "AWS_ACCESS_KEY_ID": "wJalrXUtnFEMIK7MDENGhunter2EXAMPLEKEY", "AWS_SECRET_ACCESS_KEY": "AKIDSTATIC01",
        ]
        let error = try await AWSFixture(environment: keys).error()
        #expect(error.identity.hasPrefix("an access key of another form than AWS' from environment variable"))
        #expect(error.code == "UnrecognizedClientException")
    }

    @Test(arguments: ["eu-west-1.example.com/", "example.com#", "EU", "a@b"])
    func `takes no region from the environment that would change the host`(region: String) async throws {
        let lines = "region: eu-west-1, roleARN: \"\(Self.puller)\""
        let error = try await AWSFixture(
            lines: lines,
            environment: Self.merged(AWSFixture.keys, ["AWS_REGION": region])
        )
        .error()
        #expect(error.kind == .misconfigured)
        #expect(error.fix?.contains("AWS_REGION") ?? false)
    }

    @Test func `refuses an external ID for a web identity, which cannot have one`() async throws {
        let lines = "region: eu-west-1, webIdentityTokenFile: /token, roleARN: \"\(Self.puller)\", externalID: x"
        let error = try await AWSFixture(lines: lines, files: Self.files).error()
        #expect(error.kind == .misconfigured)
        #expect(error.reason == "an external ID cannot be sent with a web identity token")
    }
}
