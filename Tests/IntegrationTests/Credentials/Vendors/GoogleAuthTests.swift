import Credentials
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport

@Suite struct `Google's own library` {
    @Test(.enabled(Python.absence(of: "google-auth")) { await Python.has("google.auth") })
    func `gets its tokens from the stub of these tests`() async throws {
        try await withPeer(GoogleStub.today) { peer in
            let folder = try TemporaryDirectory()
            let subject = try folder.write("token", "hunter2-subject")
            // The same files that Pullpass reads, with the stub in the place of Google.
            func write(_ name: String, _ text: String) throws {
                var text = text.replacing("PROVIDER", with: peer.url).replacing("\"/token\"", with: "\"\(subject)\"")
                // What the library asks for a key is asked at token_uri, and is for Google all the same.
                for service in ["oauth2", "sts", "iamcredentials"] {
                    text = text.replacing("https://\(service).googleapis.com", with: peer.url)
                }
                try folder.write("\(name).json", text)
            }
            try write("key", GoogleStub.serviceAccount)
            try write("person", GoogleStub.authorizedUser)
            try write("federated", GoogleStub.federated)
            try write("impersonating", GoogleStub.impersonating)
            try write("aws", GoogleStub.aws)
            try write("impersonated", GoogleStub.impersonated)
            try write("workforce", GoogleStub.workforceUser)
            let script = try folder.write(
                "program.sh",
                #"echo '{"version":1,"success":true,"token_type":"urn:ietf:params:oauth:token-type:jwt","id_token":"hunter2-subject"}'"#
            )
            try write("executable", GoogleStub.external(source: #"{"executable":{"command":"/bin/sh \#(script)"}}"#))

            let start = WallClock.system.now().seconds
            let host = String(peer.url.dropFirst("http://".count))
            let tokens = try await Python.tokens(
                "google/fetch.py",
                [peer.url, folder.path],
                environment: [
                    "GCE_METADATA_HOST": host, "GCE_METADATA_IP": host, "HOME": folder.path,
                    "GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES": "1", "STUB_ACCOUNT": GoogleStub.account,
                ]
            )
            let end = WallClock.system.now().seconds
            #expect(
                tokens.mapValues(\.text) == [
                    "machine": "hunter2-access", "project": "p", "key": "hunter2-access", "person": "hunter2-access",
                    "federated": "hunter2-access", "impersonating": "hunter2-account", "default": "hunter2-access",
                    "aws": "hunter2-access", "executable": "hunter2-access",
                    "workforce": "hunter2-access", "impersonated": "hunter2-account",
                ]
            )
            let lives = [
                "machine": 1234.0, "key": 3599, "person": 3599, "federated": 3599, "impersonating": 600,
                "impersonated": 3600,
                "aws": 3599, "executable": 3599, "workforce": 3599,
            ]
            for (name, life) in lives {
                let expiresAt = try #require(tokens[name]?.expiresAt)
                #expect((start + life - 1...end + life + 1).contains(expiresAt), "\(name)")
            }
        }
    }
}
