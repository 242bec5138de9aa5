import Credentials
import HTTP
import Testing

@testable import CredentialsTestSupport

/// What stands in variables and files of a vendor's chain × what people's tools make of it: the message, and that nobody is asked.
@Suite struct `A text of a vendor's chain` {
    /// What tools make of a text.
    enum Cell: String, CaseIterable, Sendable {
        case clean, newline, mark, windows, empty, placeholder

        func text(_ clean: String) -> String {
            switch self {
            case .clean: clean
            case .newline: clean + "\n"
            case .mark: "\u{FEFF}" + clean
            case .windows: clean + "\r\n"
            case .empty: ""
            case .placeholder: "${VALUE}"
            }
        }
    }

    static let spaces =
        "it has white space or a line break at its start or end: write it without (printf instead of echo, or kubectl create secret "
        + "--from-literal)"
    static let mark =
        "it starts with an invisible character (U+FEFF, a byte order mark): write it as UTF-8 without a byte order mark"
    static let placeholder =
        "it is a placeholder of the form ${…}, which nobody has filled in: put the value itself there, or run what fills in the template"

    /// One variable or file of a chain.
    struct Row: Sendable, CustomStringConvertible {
        var name: String
        var credentials: String
        var patterns = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
        var environment: [String: String] = [:]
        var files: [String: String] = [:]
        var answer: ProviderPeer.Answer = AWSStub().answer
        /// The message of each cell in which nothing is fetched, without the place in front.
        var messages: [Cell: String] = [.newline: spaces, .windows: spaces, .mark: mark, .placeholder: placeholder]
        /// The message for the empty text; nil where it counts as not there, so that another identity is used.
        var empty: String?

        var description: String { name }

        func fetcher(_ url: String, _ cell: Cell) throws -> any CredentialFetcher {
            func placed(_ values: [String: String]) -> [String: String] {
                var result = values.mapValues {
                    $0.replacing("PROVIDER", with: url).replacing("PLACE", with: url.dropFirst(7))
                }
                if let clean = result[name] { result[name] = cell.text(clean) }
                return result
            }
            return try CredentialsTestSupport.fetcher(
                "matchImages: [\(patterns)]\nanonymousFallback: false\ncredentials: { \(credentials.replacing("PROVIDER", with: url)) }",
                environment: placed(environment),
                files: FakeFiles(placed(files))
            )
        }
    }

    private static let ecr =
        "ecr: { region: eu-west-1, endpoint: PROVIDER/ecr, stsEndpoint: PROVIDER/sts, metadataEndpoint: PROVIDER }"
    private static let role = "arn:aws:iam::123456789012:role/puller"
    private static let irsa = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": role]
    private static let token = ["/token": AWSStub.webIdentity]
    private static let profile = "[default]\naws_access_key_id = AKIDSTATIC01\naws_secret_access_key = hunter2-static\n"

    private static func aws(
        _ name: String,
        _ environment: [String: String],
        files: [String: String] = [:],
        empty: String? = nil
    ) -> Row {
        Row(name: name, credentials: ecr, environment: environment, files: files, empty: empty)
    }

    static let variables: [Row] = [
        aws(
            "AWS_ACCESS_KEY_ID",
            AWSFixture.keys,
            empty: "only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set"
        ),
        aws(
            "AWS_SECRET_ACCESS_KEY",
            AWSFixture.keys,
            empty: "only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set"
        ),
        aws(
            "AWS_SESSION_TOKEN",
            [
                "AWS_ACCESS_KEY_ID": "ASIAX", "AWS_SECRET_ACCESS_KEY": "hunter2-secret-ASIAX",
                "AWS_SESSION_TOKEN": "hunter2-session-ASIAX",
            ],
            empty: "AWS "
        ),
        aws("AWS_ROLE_ARN", irsa, files: token, empty: "it is set without AWS_ROLE_ARN"),
        aws("AWS_WEB_IDENTITY_TOKEN_FILE", irsa, files: token),
        aws("AWS_ROLE_SESSION_NAME", irsa.merging(["AWS_ROLE_SESSION_NAME": "me"]) { $1 }, files: token),
        aws("AWS_REGION", irsa.merging(["AWS_REGION": "eu-west-1"]) { $1 }, files: token),
        aws("AWS_DEFAULT_REGION", irsa.merging(["AWS_DEFAULT_REGION": "eu-west-1"]) { $1 }, files: token),
        aws("AWS_PROFILE", ["AWS_PROFILE": "default", "HOME": "/home"], files: ["/home/.aws/credentials": profile]),
        aws("AWS_SHARED_CREDENTIALS_FILE", ["AWS_SHARED_CREDENTIALS_FILE": "/c"], files: ["/c": profile]),
        aws("AWS_CONFIG_FILE", ["AWS_CONFIG_FILE": "/c"], files: ["/c": profile]),
        aws(
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "PROVIDER/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": AWSStub.podToken,
            ]
        ),
        aws(
            "AWS_CONTAINER_AUTHORIZATION_TOKEN",
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "PROVIDER/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": AWSStub.podToken,
            ],
            empty: "the answer is status "
        ),
        aws(
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "PROVIDER/v1/credentials",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/pod",
            ],
            files: ["/pod": AWSStub.podToken],
            empty: "the answer is status "
        ),
        Row(
            name: "AWS_EC2_METADATA_SERVICE_ENDPOINT",
            credentials: "ecr: { region: eu-west-1, endpoint: PROVIDER/ecr }",
            environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "PROVIDER"],
            empty: "skip"
        ),
        azure("AZURE_CLIENT_ID"), azure("AZURE_TENANT_ID"), azure("AZURE_FEDERATED_TOKEN_FILE"),
        Row(
            name: "AZURE_AUTHORITY_HOST",
            credentials: "acr: { endpoint: PROVIDER, workloadIdentity: {} }",
            patterns: "a.azurecr.io",
            environment: azureEnvironment.merging(["AZURE_AUTHORITY_HOST": "http://PLACE"]) { $1 },
            files: ["/token": "hunter2-subject"],
            answer: AzureStub.atNoon,
            empty: "skip"
        ),
        Row(
            name: "GCE_METADATA_HOST",
            credentials: "gar: {}",
            patterns: "gcr.io",
            environment: ["GCE_METADATA_HOST": "PLACE"],
            answer: GoogleStub.atNoon,
            empty: "skip"
        ),
    ]

    private static let azureEnvironment = [
        "AZURE_CLIENT_ID": "c1", "AZURE_TENANT_ID": "t1", "AZURE_FEDERATED_TOKEN_FILE": "/token",
    ]

    private static func azure(_ name: String) -> Row {
        Row(
            name: name,
            credentials:
                "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, metadataEndpoint: PROVIDER, workloadIdentity: {} }",
            patterns: "a.azurecr.io",
            environment: azureEnvironment,
            files: ["/token": "hunter2-subject"],
            answer: AzureStub.atNoon,
            empty: "and annotate its ServiceAccount"
        )
    }

    /// Files that may have a line end and a byte order mark: these are the editor's, and are left out.
    static let files: [Row] = [
        file("/token", "web identity token from file /token", aws("", irsa, files: token)),
        file(
            "/pod",
            "container authorization token from file /pod",
            aws(
                "",
                [
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "PROVIDER/v1/credentials",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/pod",
                ],
                files: ["/pod": AWSStub.podToken]
            )
        ),
        file("/token", "ServiceAccount token from file /token", azure("")),
        file(
            "/s",
            "clientSecret from file /s",
            Row(
                name: "",
                credentials:
                    "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, servicePrincipal: { tenantID: t1, clientID: c1, clientSecret: "
                    + "{ file: /s } } }",
                patterns: "a.azurecr.io",
                files: ["/s": "hunter2-secret"],
                answer: AzureStub.atNoon
            )
        ),
        file(
            "/subject",
            "subject token from file /subject",
            Row(
                name: "",
                credentials: "gar: { externalAccount: { file: /account }, stsEndpoint: PROVIDER }",
                patterns: "gcr.io",
                files: [
                    "/subject": "hunter2-subject",
                    "/account": #"{"type":"external_account","audience":"\#(GoogleStub.audience)","#
                        + #""subject_token_type":"urn:ietf:params:oauth:token-type:jwt","token_url":"https://sts.googleapis.com/v1/token","#
                        + #""credential_source":{"file":"/subject"}}"#,
                ],
                answer: GoogleStub.atNoon
            )
        ),
    ]

    private static func file(_ path: String, _ place: String, _ row: Row) -> Row {
        var row = row
        row.name = path
        row.messages = [.placeholder: "\(place): \(placeholder)"]
        row.empty = "\(place): it is empty"
        return row
    }

    @Test(arguments: variables, Cell.allCases)
    func `in a variable is told with its name, and nobody is asked`(row: Row, cell: Cell) async throws {
        try await withPeer(row.answer) { peer in
            // Without a variable for it, this one would ask the real service.
            if cell == .empty, row.empty == "skip" { return }
            let fetcher = try row.fetcher(peer.url, cell)
            guard let message = row.messages[cell] else {
                try await expect(row, cell, fetcher, peer)
                return
            }
            let error = try await failure(of: fetcher)
            #expect(error.kind == .misconfigured)
            #expect(error.description.contains(row.name), "\(error)")
            #expect(error.description.hasSuffix(message), "\(error)")
            #expect(!printed(error).contains("hunter2"))
            #expect(!error.description.contains("\n"))
            #expect(peer.requests.isEmpty)
        }
    }

    /// The credential itself, where its path is wanted: CI systems have it in a variable.
    @Test(arguments: [
        ("gar: {}", "europe-docker.pkg.dev", "GOOGLE_APPLICATION_CREDENTIALS", #"{"private_key":"hunter2-key"}"#),
        (
            ecr, "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "AWS_WEB_IDENTITY_TOKEN_FILE",
            "eyJhbGciOiJub25lIn0.hunter2.x"
        ),
        (
            ecr, "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "AWS_SHARED_CREDENTIALS_FILE",
            #"{"SecretAccessKey": "hunter2"}"#
        ),
        ("acr: {}", "example.azurecr.io", "AZURE_FEDERATED_TOKEN_FILE", "eyJhbGciOiJub25lIn0.hunter2.x"),
        ("acr: {}", "example.azurecr.io", "AZURE_CLIENT_CERTIFICATE_PATH", "-----BEGIN PRIVATE KEY-----"),
    ])
    func `is told and not repeated where it stands in the variable of its path`(
        credentials: String,
        pattern: String,
        name: String,
        text: String
    ) async throws {
        let azure = ["AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AWS_ROLE_ARN": Self.role]
        try await withPeer(AWSStub().answer) { peer in
            let fetcher = try CredentialsTestSupport.fetcher(
                "matchImages: [\(pattern)]\ncredentials: { \(credentials.replacing("PROVIDER", with: peer.url)) }",
                environment: azure.merging([name: text]) { $1 },
                files: FakeFiles([:])
            )
            let error = try await failure(of: fetcher)
            #expect(
                error.description.hasPrefix(
                    "environment variable \(name): it holds a credential itself, and not the path of a file"
                ),
                "\(error)"
            )
            #expect(!printed(error).contains("hunter2") && peer.requests.isEmpty)
        }
    }

    @Test(arguments: [
        (
            [
                "AWS_ACCESS_KEY_ID": String(repeating: "hunter2+", count: 5),
                "AWS_SECRET_ACCESS_KEY": "AKIAIOSFODNN7EXAMPLE",
            ], "each other's value"
        ),
        (["AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "\"hunter2\""], "quotes around it"),
        (["AWS_ACCESS_KEY_ID": "'AKIAIOSFODNN7EXAMPLE'", "AWS_SECRET_ACCESS_KEY": "hunter2"], "quotes around it"),
    ])
    func `that cannot be meant is not sent to AWS`(environment: [String: String], text: String) async throws {
        try await withPeer(AWSStub().answer) { peer in
            let row = Row(name: "keys", credentials: Self.ecr, environment: environment)
            let error = try await failure(of: row.fetcher(peer.url, .clean))
            #expect(error.description.contains(text) && error.kind == .misconfigured, "\(error)")
            #expect(!printed(error).contains("hunter2") && peer.requests.isEmpty)
        }
    }

    @Test func `in UTF-16 is named also in a file that need not be there`() async throws {
        let files = FakeFiles(["/home/.aws/credentials": Self.profile.map { "\($0)\u{0}" }.joined()])
        let fetcher = try CredentialsTestSupport.fetcher(
            "matchImages: [123456789012.dkr.ecr.eu-west-1.amazonaws.com]\ncredentials: { ecr: {} }",
            environment: ["HOME": "/home", "AWS_EC2_METADATA_DISABLED": "true"],
            files: files
        )
        let error = try await failure(of: fetcher)
        #expect(error.description.contains("file /home/.aws/credentials: it is UTF-16 and not UTF-8 text"), "\(error)")
    }

    @Test(arguments: files, Cell.allCases)
    func `in a file is read as people write it`(row: Row, cell: Cell) async throws {
        try await withPeer(row.answer) { peer in
            let fetcher = try row.fetcher(peer.url, cell)
            guard let message = row.messages[cell] else {
                try await expect(row, cell, fetcher, peer)
                return
            }
            let error = try await failure(of: fetcher)
            #expect(error.description == message)
            #expect(peer.requests.isEmpty)
        }
    }

    private func expect(
        _ row: Row,
        _ cell: Cell,
        _ fetcher: any CredentialFetcher,
        _ peer: ProviderPeer
    ) async throws {
        if cell == .empty, let empty = row.empty {
            let error = try await failure(of: fetcher)
            #expect(error.description.contains(empty), "\(error)")
            return
        }
        // An authority of Entra ID over http is refused, whatever else is right.
        if row.name == "AZURE_AUTHORITY_HOST" {
            #expect(try await failure(of: fetcher).description.contains("which is no https URL"))
            return
        }
        #expect(!(try await fetched(by: fetcher)).auths.entries.isEmpty)
        #expect(!peer.requests.isEmpty)
    }

    // MARK: The shared files of AWS

    private static func shared(_ lines: String, isConfig: Bool = false) -> AWSFixture {
        AWSFixture(
            environment: [isConfig ? "AWS_CONFIG_FILE" : "AWS_SHARED_CREDENTIALS_FILE": "/shared"],
            files: ["/shared": lines, "/token": AWSStub.webIdentity]
        )
    }

    @Test(arguments: [
        profile, "\u{FEFF}" + profile, profile.replacing("\n", with: "\r\n"),
        "\u{FEFF}" + profile.replacing("\n", with: "\r\n"),
        profile.replacing("\n", with: "  \n"), profile.replacing(" = ", with: "="),
        profile + "[other]\naws_access_key_id = \"x\"\n",
    ])
    func `in a shared file of AWS may have a byte order mark, line ends of Windows and blanks`(text: String)
        async throws
    {
        let (fetched, _) = try await Self.shared(text).run()
        #expect(fetched.identity == "access key AKIDSTATIC01 from profile default of file /shared")
    }

    @Test(arguments: [
        (
            "aws_access_key_id = \"AKIDSTATIC01\"\naws_secret_access_key = hunter2-static", "aws_access_key_id",
            "it has quotes around it"
        ),
        (
            "aws_access_key_id = AKIDSTATIC01\naws_secret_access_key = 'hunter2-static'", "aws_secret_access_key",
            "it has quotes around it"
        ),
        ("aws_access_key_id = AKIDSTATIC01\naws_secret_access_key = ${SECRET}", "aws_secret_access_key", placeholder),
        (
            "aws_access_key_id = AKIDSTATIC01\u{200B}\naws_secret_access_key = hunter2-static", "aws_access_key_id",
            "U+200B"
        ),
        (
            "aws_access_key_id = AKIDSTATIC01\naws_secret_access_key = hunter2-static\u{FEFF}", "aws_secret_access_key",
            "U+FEFF"
        ),
        ("role_arn =\nweb_identity_token_file = /token", "role_arn", "it is empty"),
        ("role_arn = {{ role }}\nweb_identity_token_file = /token", "role_arn", "{{ … }}"),
        (
            "role_arn = arn:aws:iam::123456789012:role/puller\nweb_identity_token_file =", "web_identity_token_file",
            "it is empty"
        ),
        (
            "region = \"eu-west-1\"\naws_access_key_id = AKIDSTATIC01\naws_secret_access_key = hunter2-static",
            "region", "quotes"
        ),
    ])
    func `in a shared file of AWS is told with the setting's name`(lines: String, setting: String, text: String)
        async throws
    {
        try await withPeer(AWSStub().answer) { peer in
            let error = try await failure(of: Self.shared("[default]\n\(lines)\n").fetcher(peer.url))
            #expect(error.kind == .misconfigured)
            #expect(error.description.hasPrefix("\(setting) of profile default of file /shared: "), "\(error)")
            #expect(error.description.contains(text), "\(error)")
            #expect(!printed(error).contains("hunter2"))
            #expect(peer.requests.isEmpty)
        }
    }

    // MARK: Google's JSON

    private static let serviceAccount =
        #"{"type":"service_account","client_email":"a@b","private_key":"KEY","token_uri":"https://oauth2.googleapis.com/token"}"#

    @Test(arguments: [
        (serviceAccount.replacing("a@b", with: #"a@b\n"#), "client_email", "ends in a line break"),
        (serviceAccount.replacing("a@b", with: ""), "client_email", "it is empty"),
        (serviceAccount.replacing("KEY", with: "${KEY}"), "private_key", "it is a placeholder"),
        (serviceAccount.replacing("KEY", with: ""), "private_key", "it is empty"),
        (serviceAccount.replacing("/token\"", with: #"/token\u00a0""#), "token_uri", "it has white space"),
        (
            #"{"type":"authorized_user","client_id":"c","client_secret":"hunter2\n","refresh_token":"r"}"#,
            "client_secret",
            "it has white space or a line break"
        ),
        (
            #"{"type":"authorized_user","client_id":"c","client_secret":"s","refresh_token":"{{ hunter2 }}"}"#,
            "refresh_token", "placeholder"
        ),
    ])
    func `in a JSON file of Google is told with its field`(json: String, field: String, text: String) async throws {
        try await withPeer(GoogleStub.atNoon) { peer in
            let error = try await failure(
                of: fetcher(
                    "matchImages: [gcr.io]\ncredentials: { gar: { serviceAccountKey: { file: /k }, endpoint: \(peer.url) } }",
                    files: FakeFiles(["/k": "\u{FEFF}\(json)\r\n"])
                )
            )
            #expect(error.description.hasPrefix("\(field) of the serviceAccountKey from file /k: "), "\(error)")
            #expect(error.description.contains(text) || text == "ends in a line break", "\(error)")
            #expect(!printed(error).contains("hunter2"))
            #expect(peer.requests.isEmpty)
        }
    }
}
