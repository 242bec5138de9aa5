import Credentials
import Images
import Testing

@testable import CredentialsTestSupport

@Suite struct `A Docker configuration` {
    private static let up = #"{"auth":"dTpw"}"#
    private static let written = #"{"auth":"dTpw","password":"p","username":"u"}"#

    private func fetch(_ json: String, _ lines: String = "matchImages: [ghcr.io]", fallback: Bool = false) async throws
        -> String
    {
        let files = FakeFiles(["/c": json])
        let all = "\(lines)\nanonymousFallback: \(fallback)\ncredentials: { dockerConfig: { file: /c } }"
        return String(decoding: try await fetched(by: fetcher(all, files: files)).dockerConfigJSON, as: UTF8.self)
    }

    private func failing(_ json: String, _ lines: String = "matchImages: [ghcr.io]") async throws -> CredentialError {
        let files = FakeFiles(["/c": json])
        return try await failure(of: fetcher(lines + "\ncredentials: { dockerConfig: { file: /c } }", files: files))
    }

    @Test func `is copied with its keys as they are`() async throws {
        #expect(
            try await fetch(#"{"auths":{"https://ghcr.io/v2/":\#(Self.up)}}"#)
                == #"{"auths":{"https://ghcr.io/v2/":\#(Self.written)}}"#
        )
        #expect(
            try await fetch(#"{"auths":{"ghcr.io/a":{"username":"u","password":"p"}},"HttpHeaders":{}}"#)
                == #"{"auths":{"ghcr.io/a":\#(Self.written)}}"#
        )
    }

    @Test func `gives only what images of the registry can use`() async throws {
        let json =
            #"{"auths":{"ghcr.io":\#(Self.up),"quay.io":\#(Self.up),"ghcr.io/a":\#(Self.up),"ghcr.io/b":\#(Self.up)}}"#
        let text = try await fetch(json, "matchImages: [ghcr.io/a]")
        #expect(text == #"{"auths":{"ghcr.io":\#(Self.written),"ghcr.io/a":\#(Self.written)}}"#)
    }

    @Test func `is copied as a whole for every Pod`() async throws {
        let json = #"{"auths":{"ghcr.io":\#(Self.up),"quay.io":\#(Self.up)}}"#
        let text = #"{"auths":{"ghcr.io":\#(Self.written),"quay.io":\#(Self.written)}}"#
        #expect(try await fetch(json, "always: true") == text)
        #expect(try await fetch(json, "always: true\nmatchImages: [ghcr.io]") == text)
    }

    @Test(arguments: ["https://index.docker.io/v1/", "index.docker.io", "docker.io", "https://docker.io/"])
    func `keeps the key of Docker Hub that it has, and gets no other`(key: String) async throws {
        for fallback in [true, false] {
            let text = try await fetch(
                #"{"auths":{"\#(key)":\#(Self.up)}}"#,
                "matchImages: [docker.io]",
                fallback: fallback
            )
            #expect(text == #"{"auths":{"\#(key)":\#(Self.written)}}"#)
        }
    }

    @Test(arguments: [
        #""ghcr.*":{}"#, #""ghcr.io/public/":{"auth":""}"#, #""https://ghcr.io/":{"username":"","password":""}"#,
        #""ghcr.io/a":null"#, #""ghcr.io/b":{"email":"a@b"}"#,
    ])
    func `leaves entries without a credential out, beside others`(entry: String) async throws {
        let text = try await fetch(#"{"auths":{"ghcr.io":\#(Self.up),\#(entry)}}"#, fallback: true)
        #expect(text == #"{"auths":{"ghcr.io":\#(Self.written)}}"#)
    }

    @Test(arguments: [
        ("nonsense", "no valid JSON at byte"), ("", "has no entries"), ("{}", "has no entries"),
        ("null", "has no entries"),
        (#"{"auths":{}}"#, "has no entries"), (#"{"auths":[]}"#, "auths of the credentials must be an object"),
        (#"{"auths":{"ghcr.io":{}}}"#, "ghcr.io have neither user name nor password"),
        (#"{"auths":{"ghcr.io":{"auth":"!"}}}"#, "is no base64"),
        (#"{"auths":{"ghcr.io":{"auth":"dQ=="}}}"#, "no colon"),
        (#"{"auths":{"ghcr.io":{"username":"u"}}}"#, "the entry for ghcr.io has no password"),
        (#"{"auths":{"ghcr.io":{"password":"p"}}}"#, "the entry for ghcr.io has no user name"),
        (#"{"auths":{"quay.io":{"auth":"dTpw"}}}"#, "no entry for ghcr.io, only for quay.io"),
        (#"{"auths":{"ghcr.io":{"auth":"dTr/"}}}"#, "not UTF-8"),
        (#"{"credsStore":"desktop"}"#, "no credentials: credsStore desktop keeps them"),
        (#"{"auths":{},"credHelpers":{"gcr.io":"gcloud"}}"#, "credHelpers for gcr.io keeps them"),
        (
            #"{"auths":{"ghcr.io":{}},"credsStore":"osxkeychain"}"#,
            "ghcr.io is kept by credential helper osxkeychain (credsStore)"
        ),
        (
            #"{"auths":{"https://ghcr.io":{}},"credHelpers":{"ghcr.io":"pass"}}"#,
            "ghcr.io is kept by credential helper pass (credHelpers)"
        ),
        (
            #"{"auths":{"ghcr.io":{"auth":"MDAwMDo=","identitytoken":"hunter2"}}}"#,
            "the entry for ghcr.io has an identitytoken, which the kubelet does not use"
        ),
        (#"{"auths":{"ghcr.io":{"identitytoken":"hunter2"}}}"#, "identitytoken"),
        (
            #"{"auths":{"quay.io":{"auth":"dTpw"}},"credHelpers":{"ghcr.io":"gh"}}"#,
            "credHelpers for ghcr.io may keep others"
        ),
    ])
    func `that is empty, broken or elsewhere is an error that says so`(json: String, reason: String) async throws {
        let error = try await failing(json)
        #expect(error.kind == .misconfigured)
        #expect(error.description.hasPrefix("Docker configuration of file /c: "))
        #expect(error.description.contains(reason), "\(error)")
        #expect(error.fix != nil)
        #expect(!error.description.contains("hunter2"))
    }

    @Test(arguments: [
        #"{"auths":{"ghcr.io":{"auth":"dTpw"}},"credsStore":"desktop","credHelpers":{"gcr.io":"gcloud"}}"#,
        #"{"auths":{"ghcr.io":{"auth":"dTpw","identitytoken":"x"},"quay.io":{}},"credsStore":"desktop"}"#,
        #"{"auths":{"ghcr.io":{"auth":"dTpw"}},"credsStore":1,"credHelpers":[]}"#,
    ])
    func `may have helpers for registries that nobody asked for`(json: String) async throws {
        #expect(try await fetch(json) == #"{"auths":{"ghcr.io":\#(Self.written)}}"#)
    }

    @Test(
        arguments: [
            (#""x.azurecr.io":{"auth":"MDAwMDo=","identitytoken":"hunter2"}"#, "", "has an identitytoken"),
            (#""x.azurecr.io":{}"#, #","credsStore":"desktop""#, "kept by credential helper desktop (credsStore)"),
            (#""x.azurecr.io":{}"#, #","credHelpers":{"x.azurecr.io":"acr"}"#, "kept by credential helper acr"),
            (#""x.azurecr.io":{"auth":"dTr/"}"#, "", "is not UTF-8 text"),
        ]
    )
    func `gives what it has beside an entry whose credential it has not`(entry: String, more: String, fault: String)
        async throws
    {
        let json = #"{"auths":{"ghcr.io":\#(Self.up),\#(entry)}\#(more)}"#
        for lines in ["matchImages: [ghcr.io, x.azurecr.io]", "always: true"] {
            let all = lines + "\ncredentials: { dockerConfig: { file: /c } }"
            let found = try await fetched(by: fetcher(all, files: FakeFiles(["/c": json])))
            #expect(found.auths.entries.map(\.key) == ["ghcr.io"])
            #expect(found.faults.count == 1 && found.faults[0].contains(fault), "\(found.faults)")
            #expect(found.faults[0].contains("x.azurecr.io") && found.faults[0].contains("the entry is left out: "))
            // That there is no entry would not be so.
            #expect(found.remarks.isEmpty)
            #expect(!"\(found.faults)".contains("hunter2"))
        }
    }

    @Test func `for Docker Hub needs one of the keys that count`() async throws {
        let json = #"{"auths":{"https://registry-1.docker.io":\#(Self.up)}}"#
        let error = try await failing(json, "matchImages: [docker.io]")
        #expect(error.description.contains("Docker Hub's key is https://index.docker.io/v1/"))
    }

    @Test func `does not repeat a password that stands in a key`() async throws {
        for auth in [#"{"auth":"!"}"#, #"{"auth":"dQ=="}"#, "1", #"{"auth":1}"#, "{}"] {
            let error = try await failing(#"{"auths":{"https://me:hunter2@ghcr.io":\#(auth)}}"#)
            #expect(!error.description.contains("hunter2"), "\(auth)")
        }
        let other = try await failing(#"{"auths":{"https://me:hunter2@quay.io":\#(Self.up)}}"#)
        #expect(!other.description.contains("hunter2"))
    }

    @Test func `makes one line of an error, whatever its keys are`() async throws {
        let json = #"{"auths":{"quay.io/a\nb\u001b[31m":\#(Self.up)},"credsStore":"x\ny"}"#
        let error = try await failing(json)
        #expect(error.description.contains(#"only for quay.io/a\nb\u{1B}[31m; credsStore x\ny may keep others"#))
    }

    @Test func `has a limit of entries`() async throws {
        let many = (0...512).map { #""ghcr.io/\#($0)":\#(Self.up)"# }.joined(separator: ",")
        let error = try await failing(#"{"auths":{\#(many)}}"#)
        #expect(error.description.contains("it has 513 entries, and 512 at most are taken"))
    }

    @Test(arguments: ["matchImages: [ghcr.io]", "always: true"])
    func `gives no key that is longer than any image`(lines: String) async throws {
        let long = "ghcr.io/" + String(repeating: "a", count: 1100)
        let error = try await failing(#"{"auths":{"\#(long)":\#(Self.up)}}"#, lines)
        #expect(error.kind == .misconfigured)
        #expect(error.description.contains("no entry for "))
        #expect(error.description.utf8.count < 500)
    }

    @Test func `comes from a Secret of either pull type`() async throws {
        let lines =
            "matchImages: [ghcr.io]\nanonymousFallback: false\ncredentials: { dockerConfig: { secretRef: { name: src } } }"
        let secrets = FakeSecrets(["src": .dockerConfig(#"{"auths":{"ghcr.io":\#(Self.up)}}"#)])
        let fetcher = try fetcher(lines, secrets: secrets)
        let expected = #"{"auths":{"ghcr.io":\#(Self.written)}}"#
        #expect(String(decoding: try await fetched(by: fetcher).dockerConfigJSON, as: UTF8.self) == expected)
        let old = SecretData(
            type: "kubernetes.io/dockercfg",
            data: [".dockercfg": Array(#"{"ghcr.io":\#(Self.up)}"#.utf8)]
        )
        secrets.set("src", old)
        #expect(String(decoding: try await fetched(by: fetcher).dockerConfigJSON, as: UTF8.self) == expected)
        let helper = SecretData(
            type: "kubernetes.io/dockercfg",
            data: [".dockercfg": Array(#"{"ghcr.io":{"identitytoken":"x"}}"#.utf8)]
        )
        secrets.set("src", helper)
        #expect(try await failure(of: fetcher).description.contains("identitytoken"))
        secrets.set("src", .opaque(["config.json": "{}"]))
        #expect(
            try await failure(of: fetcher).description
                == "Docker configuration of Secret src: it has no key .dockerconfigjson, only config.json, and is of type Opaque: "
                + "make it with kubectl create secret docker-registry, or use basic with secretKeyRef"
        )
        secrets.set("src", nil)
        #expect(try await failure(of: fetcher).description.contains("there is no such Secret"))
    }
}
