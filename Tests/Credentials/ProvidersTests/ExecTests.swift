import Credentials
import FoundationEssentials
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport

/// A kubelet plugin as a source.
@Suite struct `A credential provider plugin` {
    /// The lines of an entry whose plugin does something.
    private func lines(_ arguments: [String], _ patterns: String = "r.example.com", _ more: String = "") -> String {
        let list = ([FixtureFile.path("plugin.sh")] + arguments).map { "'\($0)'" }.joined(separator: ", ")
        return "matchImages: [\(patterns)]\ncredentials: { exec: { command: /bin/sh, args: [\(list)]\(more) } }"
    }

    /// What tells a plugin who it is.
    private let seeds = ["AWS_ACCESS_KEY_ID": "joe", "AWS_SECRET_ACCESS_KEY": "hunter2"]

    @Test func `is asked for an image of each pattern, once each, by the kubelet's protocol`() async throws {
        let directory = try TemporaryDirectory()
        let log = directory.path("log")
        let patterns =
            "b.example.com/team/, a.example.com:5000, docker.io, a.example.com/x, 'c.example.com/app', docker.io/team/"
        let fetched = try await fetched(by: fetcher(lines(["record", log], patterns)))
        let requests = try String(decoding: Data(contentsOf: URL(filePath: log)), as: UTF8.self).split(separator: "\n")
        #expect(
            requests
                == [
                    "a.example.com/x", "a.example.com:5000/pullpass", "b.example.com/team/pullpass",
                    "c.example.com/app",
                    "docker.io/library/pullpass", "docker.io/team/pullpass",
                ].map {
                    #"{"apiVersion":"credentialprovider.kubelet.k8s.io/v1","kind":"CredentialProviderRequest","image":"\#($0)"}"#
                }
        )
        for (image, user) in [
            ("a.example.com:5000/y", "a.example.com-5000"), ("b.example.com/team/y", "b.example.com"),
            ("c.example.com/app", "c.example.com"), ("nginx", "docker.io"),
        ] {
            #expect(try attempts([fetched.dockerConfigJSON], image).first == user)
        }
    }

    @Test(arguments: ["v1", "v1beta1", "v1alpha1"])
    func `speaks the version that it is told`(version: String) async throws {
        let fetcher = try fetcher(lines(["good"], "r.example.com", ", apiVersion: \(version)"), environment: seeds)
        #expect(try await fetched(by: fetcher).auths.entries.map(\.credential.username) == ["joe"])
    }

    @Test(arguments: [
        ("r.example.com/ab/", "ab"), ("r.example.com/a", "a"), ("r.example.com/b", "all"), ("r.example.com", "all"),
    ])
    func `gives what the kubelet would try first`(pattern: String, user: String) async throws {
        let fetched = try await fetched(by: fetcher(lines(["paths"], pattern)))
        #expect(fetched.auths.entries.map(\.key) == [pattern])
        #expect(fetched.auths.entries.map(\.credential.username) == [user])
    }

    @Test(arguments: ["a.example.com", "b.example.com"])
    func `that fails for one image gives what it has for another one`(there: String) async throws {
        let fetched = try await fetched(by: fetcher(lines(["only", there], "a.example.com, b.example.com")))
        #expect(fetched.auths.entries.map(\.key) == [there])
        #expect(fetched.missing.keys == Set(["a.example.com", "b.example.com"]).subtracting([there]))
        #expect(fetched.faults.count == 1 && fetched.faults[0].contains("exited with code 5"))
    }

    @Test func `is asked for the configured image where that is the pattern's`() async throws {
        let directory = try TemporaryDirectory()
        let log = directory.path("log")
        let lines = lines(
            ["record", log],
            "'*.example.com', r.example.com/team/, s.example.org",
            ", image: 'r.example.com/team/app:1.2'"
        )
        let fetched = try await fetched(by: fetcher(lines))
        let requests = try String(decoding: Data(contentsOf: URL(filePath: log)), as: UTF8.self)
        #expect(requests.split(separator: "\n").count == 2)
        #expect(requests.contains(#""image":"r.example.com/team/app"}"#))
        let users = Dictionary(uniqueKeysWithValues: fetched.auths.entries.map { ($0.key, $0.credential.username) })
        // The credential of one host never goes to another.
        #expect(
            users == [
                "*.example.com": "r.example.com", "r.example.com/team/": "r.example.com",
                "s.example.org": "s.example.org",
            ]
        )
    }

    @Test(arguments: [
        ("'*.example.org'", "r.example.com/x", "could be any"), ("r.example.com", "BAD//", "cannot read the image"),
    ])
    func `is not asked for an image of another registry`(pattern: String, image: String, reason: String) async throws {
        let error = try await failure(of: fetcher(lines(["good"], pattern, ", image: '\(image)'"), environment: seeds))
        #expect(error.kind == .misconfigured)
        #expect(error.reason.contains(reason), "\(error)")
    }

    @Test func `gets its own variables, and no other of Pullpass' environment`() async throws {
        let lines = lines(
            ["environment"],
            "r.example.com",
            ", env: [{ name: B, value: own }, { name: A, env: A }]"
        )
        let environment = ["A": "given", "B": "given", "C": "given"]
        let fetched = try await fetched(by: fetcher(lines, environment: environment))
        #expect(fetched.auths.entries.map(\.credential.username) == ["given-own-"])
    }

    @Test(
        arguments: [
            ("[]", "joe"), ("[{ name: AWS_ACCESS_KEY_ID, env: AWS_ACCESS_KEY_ID }]", "joe"),
            ("[{ name: A, env: AWS_ACCESS_KEY_ID }, { name: USERNAME, value: own }]", "own"),
            ("[{ name: A, env: AWS_ACCESS_KEY_ID }, { name: B, env: AWS_SECRET_ACCESS_KEY }]", nil),
        ] as [(String, String?)]
    )
    func `gets who it is from the environment, but for what the configuration names as a credential`(
        variables: String,
        user: String?
    ) async throws {
        let fetcher = try fetcher(lines(["good"], "r.example.com", ", env: \(variables)"), environment: seeds)
        guard let user else {
            #expect(try await failure(of: fetcher).kind == .refused)
            return
        }
        #expect(try await fetched(by: fetcher).auths.entries.map(\.credential.username) == [user])
    }

    @Test(arguments: [
        ("", "p", 3600), (#","cacheDuration":"12h0m0s""#, "p", 43_200), (#","cacheDuration":"0s""#, "p", 600),
        (#","cacheDuration":"-1m0s""#, "p", 600),
        (#","cacheDuration":"90m""#, "p", 5400), (#","cacheDuration":"1.5s""#, "p", 1.5), ("", "JWT", 7200),
        (#","cacheDuration":"12h""#, "JWT", 7200), (#","cacheDuration":"1h""#, "JWT", 3600),
        (#","cacheDuration":null"#, "p", 3600),
    ])
    func `says how long its answer is good for`(cache: String, password: String, life: Double) async throws {
        let claims = Base64.encodeURL(Array(#"{"exp":1700007200}"#.utf8))
        let environment = [
            "AWS_ACCESS_KEY_ID": "joe", "AWS_SECRET_ACCESS_KEY": password == "JWT" ? "eyJh.\(claims).x" : password,
        ]
        let arguments = cache.isEmpty ? ["good"] : ["good", cache]
        let fetched = try await fetched(by: fetcher(lines(arguments), environment: environment))
        #expect(fetched.expiresAt == Timestamp(seconds: 1_700_000_000 + life))
    }

    private static let head =
        #"{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v1","cacheKeyType":"Image""#

    @Test(
        arguments: [
            (["fail"], .unavailable, "exited with code 3"),
            (["kill"], .unavailable, "was ended by signal 9"),
            (["hang"], .unavailable, "did not finish within"),
            (["flood"], .unavailable, "it wrote more than 1048576 bytes"),
            (["print"], .unavailable, "printed nothing"),
            (["print", "hunter2 is your password"], .unavailable, "no CredentialProviderResponse in JSON"),
            (["print", #"{"kind":"hunter2"}"#], .unavailable, "another kind"),
            (["print", "[]"], .unavailable, "no CredentialProviderResponse in JSON"),
            (
                [
                    "print",
                    #"{"kind":"CredentialProviderResponse","apiVersion":"credentialprovider.kubelet.k8s.io/v2"}"#,
                ],
                .unavailable, "it answered with apiVersion credentialprovider.kubelet.k8s.io/v2"
            ),
            (["print", head.replacing("Image", with: "hunter2") + "}"], .unavailable, "cacheKeyType"),
            (
                ["print", head + #","auth":{"r.example.com":"hunter2"}}"#], .unavailable,
                "no CredentialProviderResponse"
            ),
            (
                [
                    "print",
                    head
                        + #","cacheDuration":"hunter2","auth":{"r.example.com":{"username":"u","password":"hunter2"}}}"#,
                ],
                .unavailable, "no duration"
            ),
            (["other"], .refused, "no credential for this image"),
            (["null"], .refused, "no credential for this image"),
            (["anonymous"], .refused, "no credential for this image"),
        ] as [([String], CredentialError.Kind, String)]
    )
    func `that does not do its work is reported`(
        arguments: [String],
        kind: CredentialError.Kind,
        reason: String
    ) async throws {
        let timeout = arguments == ["hang"] ? ", timeout: 1s" : ""
        let error = try await failure(of: fetcher(lines(arguments, "r.example.com", timeout), environment: seeds))
        #expect(error.kind == kind)
        #expect(error.description.contains(reason), "\(error)")
        #expect(error.identity.hasPrefix("plugin /bin/sh for r.example.com/pullpass"))
        #expect(!printed(error).contains("hunter2"))
    }

    /// What plugins say, and what of it is told.
    private static let complaints: [(says: String, told: String)] = [
        ("no session, run aws sso login", "no session, run aws sso login"),
        (
            #"\033[31mERROR\033[0m cannot assume arn:aws:iam::123456789012:role/puller:\n\ttoken expired"#,
            "ERROR cannot assume arn:aws:iam::123456789012:role/puller: token expired"
        ),
        ("sent given-s3cr3t as password", "sent <redacted> as password"),
        ("sent Z2l2ZW4tczNjcjN0 and given-s", "sent <redacted> and <redacted>"),
        ("sent given-\\\\ns3cr3t", "sent <redacted>"), ("sent given%2Ds3cr3t", "sent <redacted>"),
        ("token eyJhbGciOiJub25lIn0.e30.c2ln is bad", "token <redacted> is bad"),
        ("region eu-west-1 is unknown", "region eu-west-1 is unknown"),
        ("unknown flag --password=argument-s3cr3t", "unknown flag --password=<redacted>"),
        ("sent argument-s3cr3t", "sent <redacted>"),
    ]

    @Test(arguments: complaints)
    func `that fails is quoted, without what it was given as a credential`(says: String, told: String) async throws {
        let variables = ", env: [{ name: MINE, env: MINE }, { name: AWS_REGION, value: eu-west-1 }]"
        let fetcher = try fetcher(
            lines(["complain", says, "--password=argument-s3cr3t"], "r.example.com", variables),
            environment: seeds.merging(["MINE": "given-s3cr3t"]) { $1 }
        )
        let error = try await failure(of: fetcher)
        #expect(error.reason.hasPrefix("it exited with code 4: it says \"this is what plugins log: "), "\(error)")
        #expect(error.reason.hasSuffix(" \(told)\""), "\(error)")
        #expect(error.fix == "correct what it complains about")
        for secret in ["hunter2", "given-s", "argument-s"] { #expect(!printed(error).contains(secret), "\(error)") }
    }

    @Test func `that says a lot is quoted with its last words`() async throws {
        let noise = String(repeating: "line after line\\n", count: 400)
        let error = try await failure(
            of: fetcher(lines(["complain", noise + "the last word is no such role"]), environment: seeds)
        )
        #expect(error.reason.hasSuffix("line after line the last word is no such role\""))
        #expect(error.reason.contains("it says \"…"))
        #expect((500...1000).contains(error.reason.count))
    }

    @Test func `that takes too long is quoted with what it has said by then`() async throws {
        let error = try await failure(
            of: fetcher(lines(["hang"], "r.example.com", ", timeout: 1s"), environment: seeds)
        )
        #expect(
            error.reason.contains("did not finish within 1.0 seconds: it says \"this is what plugins log: {"),
            "\(error)"
        )
        #expect(!printed(error).contains("hunter2"))
    }

    @Test(
        arguments: [
            (
                #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"answer-s3cr3t"}}"#,
                "(it is JSON with the keys apiVersion, kind, status, kind ExecCredential, apiVersion client.authentication.k8s.io/v1)"
            ),
            (
                #"{"Version":1,"AccessKeyId":"answer-s3cr3t","SecretAccessKey":"answer-s3cr3t"}"#,
                "(it is JSON with the keys AccessKeyId, SecretAccessKey, Version)"
            ),
            (
                #"{"ServerURL":"r.example.com","Username":"u","Secret":"answer-s3cr3t"}"#,
                "(it is JSON with the keys Secret, ServerURL, Username)"
            ),
            (#"["answer-s3cr3t"]"#, "(it is a JSON list)"), (#""answer-s3cr3t""#, "(it is a JSON string)"),
            ("answer-s3cr3t", "(it is no JSON (13 bytes))"),
            (#"{"status":{"token":"answer-s3cr3t"}}"#, "(it is JSON with the keys status)"),
            (#"{"kind":"answer-s3cr3t","apiVersion":"answer-s3cr3t"}"#, "(it is JSON with the keys apiVersion, kind)"),
        ]
    )
    func `whose answer does not fit is told by its keys, its kind and its words`(answer: String, shape: String)
        async throws
    {
        let error = try await failure(
            of: fetcher(lines(["chatter", "printing answer-s3cr3t now", answer]), environment: seeds)
        )
        #expect(error.kind == .unavailable)
        #expect(error.reason.contains(shape), "\(error)")
        #expect(error.reason.contains("printing <redacted> now"), "\(error)")
        #expect(!printed(error).contains("answer-s3cr3t") && !printed(error).contains("hunter2"))
    }

    @Test func `whose credentials are for other images is told by their keys`() async throws {
        let error = try await failure(of: fetcher(lines(["other"]), environment: seeds))
        #expect(error.reason.contains("and auth in its answer has the keys other.example.com: it says"), "\(error)")
        let none = try await failure(of: fetcher(lines(["null"]), environment: seeds))
        #expect(none.reason.contains("has the keys none at all"), "\(none)")
    }

    @Test(arguments: ["/nonexistent/plugin", "nonexistent-plugin", "/etc/passwd", "/"])
    func `that cannot be run is a mistake of the configuration`(command: String) async throws {
        let lines = "matchImages: [r.example.com]\ncredentials: { exec: { command: \(command) } }"
        let error = try await failure(of: fetcher(lines, environment: ["PATH": "/usr/bin:/bin"]))
        #expect(error.kind == .misconfigured)
        #expect(error.description.contains("could not be started"))
    }

    @Test func `may be named as in PATH`() async throws {
        let lines = lines(["good"]).replacing("/bin/sh", with: "sh")
        let environment = seeds.merging(["PATH": "/usr/bin:/bin"]) { $1 }
        #expect(try await fetched(by: fetcher(lines, environment: environment)).auths.entries.count == 1)
    }

    @Test func `has a scope that tells arguments apart and shows none of them`() throws {
        let one = try fetcher(lines(["good", "--password=hunter2"])).scope
        let other = try fetcher(lines(["good", "--password=hunter3"])).scope
        #expect(one != other)
        #expect(!printed(one).contains("hunter2"))
    }
}
