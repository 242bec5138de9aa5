import Testing

@testable import Credentials
@testable import Providers

@Suite struct `AWS' shared files` {
    private let place = Place(identity: "file /c")

    private func profiles(config: String = "", credentials: String = "") -> SharedProfiles {
        var profiles = SharedProfiles()
        profiles.add(config, isConfig: true)
        profiles.add(credentials, isConfig: false)
        return profiles
    }

    @Test func `have sections, comments, blanks and nested settings`() {
        let config = """
            # a comment
            [default]
            Region = eu-west-1   ; a comment
            output=json#not a comment
            s3 =
              max_concurrent_requests = 20
            [profile 'with blank']
            region = us-east-1
            ; another
            [sso-session x]
            region = nowhere
            [profile]
            region = nowhere
            [broken
            region = nowhere
            """
        let profiles = profiles(config: config)
        #expect(profiles["default"] == ["region": "eu-west-1", "output": "json#not a comment", "s3": ""])
        #expect(profiles["with blank"] == ["region": "us-east-1"])
        #expect(profiles["x"] == nil)
        #expect(profiles["profile"] == nil)
    }

    @Test func `have other names for sections in each of them, and credentials count more`() {
        let profiles = profiles(
            config: "[profile a]\nregion = r\naws_access_key_id = config\n[b]\nregion = no\n",
            credentials: "[a]\naws_access_key_id = credentials\n[profile c]\nx = y\n"
        )
        #expect(profiles["a"] == ["region": "r", "aws_access_key_id": "credentials"])
        #expect(profiles["b"] == nil)
        #expect(profiles["profile c"] == ["x": "y"])
    }

    @Test func `have marks that stay marks before a combining character`() {
        let profiles = profiles(
            config: "[profile a]\u{301}\nk=\u{301}v #\u{301} c\n",
            credentials: "[b\u{301}]\nl = w\n"
        )
        #expect(profiles["a"] == ["k": "\u{301}v"])
        #expect(profiles["b\u{301}"] == ["l": "w"])
    }

    @Test(arguments: [
        "[profile default]\nregion = right\n[default]\nregion = wrong\n",
        "[default]\nregion = wrong\nother = x\n[profile default]\nregion = right\n",
    ])
    func `prefer profile default to default`(config: String) {
        #expect(profiles(config: config)["default"] == ["region": "right"])
    }

    private func path(_ text: String, to name: String = "p") throws(CredentialError) -> ProfilePath {
        var profiles = SharedProfiles()
        profiles.add(text, isConfig: false)
        return try ProfilePath(to: name, in: profiles, place: place)
    }

    private static let keys = "aws_access_key_id = AKIDSTATIC01\naws_secret_access_key = hunter2\n"

    @Test(
        arguments: [
            ("[p]\n\(keys)", "keys", 0), ("[p]\ncredential_process = /bin/x y", "process", 0),
            ("[p]\nrole_arn = r\nweb_identity_token_file = /t", "web", 0), ("[p]\nregion = x", "nobody", 0),
            ("[p]\nrole_arn = r\nsource_profile = q\n[q]\n\(keys)", "keys", 1),
            ("[p]\nrole_arn = r\nsource_profile = p\n\(keys)", "keys", 1),
            ("[p]\nrole_arn = r\nsource_profile = q\n[q]\nrole_arn = s\nsource_profile = t\n[t]\n\(keys)", "keys", 2),
            // Behind another profile, keys outweigh a role.
            ("[p]\nrole_arn = r\nsource_profile = q\n[q]\nrole_arn = s\nsource_profile = t\n\(keys)", "keys", 1),
            ("[p]\nrole_arn = r\ncredential_source = Ec2InstanceMetadata", "instance", 1),
            ("[p]\nrole_arn = r\ncredential_source = ecsCONTAINER", "container", 1),
            ("[p]\nrole_arn = r\ncredential_source = Environment", "environment", 1),
        ]
    )
    func `lead from the first keys to a profile's`(text: String, start: String, steps: Int) throws {
        let path = try path(text)
        #expect("\(path.start)".hasPrefix(start))
        #expect(path.steps.count == steps)
        #expect(path.steps.last?.role.arn == (steps == 0 ? nil : "r"))
    }

    @Test(
        arguments: [
            ("[q]\n\(keys)", "profile p of file /c: there is no such profile"),
            ("[p]\nrole_arn = r\nsource_profile = q", "profile q of file /c: there is no such profile"),
            ("[p]\nrole_arn = r\nsource_profile = p", "leads in a circle"),
            ("[p]\nrole_arn = r\nsource_profile = q\n[q]\nrole_arn = s\nsource_profile = p", "leads in a circle"),
            ("[p]\nrole_arn = r", "not exactly one of source_profile and credential_source"),
            ("[p]\nrole_arn = r\nsource_profile = q\ncredential_source = Environment\n[q]", "not exactly one of"),
            ("[p]\nrole_arn = r\ncredential_source = Cloud9", "credential_source Cloud9 is not known"),
            ("[p]\nrole_arn = r\nsource_profile = q\nmfa_serial = m\n[q]\n\(keys)", "nobody is there to type a code"),
            ("[p]\naws_access_key_id = AKIDSTATIC01", "its keys are incomplete"),
            ("[p]\naws_secret_access_key = hunter2\naws_access_key_id =", "its keys are incomplete"),
            ("[p]\nweb_identity_token_file = /t", "web_identity_token_file and no role_arn"),
            ("[p]\nsso_session = s", "needs a person and a browser"),
        ]
    )
    func `are refused where they lead nowhere`(text: String, reason: String) throws {
        let error = #expect(throws: CredentialError.self) { try path(text) }
        #expect(error?.kind == .misconfigured)
        #expect(error?.description.contains(reason) ?? false, "\(String(describing: error))")
        #expect(error?.description.contains("hunter2") == false)
        #expect(error?.fix != nil)
    }

    @Test(
        arguments: [
            ("/bin/a b  c", ["/bin/a", "b", "c"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]), ("a\\ b", ["a b"]),
            (#"a "x\"y" 'p\q'"#, ["a", #"x"y"#, #"p\q"#]), ("a ''", ["a", ""]), ("", []), ("a 'b", nil), ("a \\", nil),
            ("'\u{301}a b'\u{301} \"\u{301}\"", ["\u{301}a b\u{301}", "\u{301}"]),
        ] as [(String, [String]?)]
    )
    func `split a command into words`(line: String, words: [String]?) {
        #expect(CredentialProcess.words(line) == words)
    }
}
