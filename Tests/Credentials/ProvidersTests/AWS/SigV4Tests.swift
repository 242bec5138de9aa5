import Configuration
import FoundationEssentials
import HTTP
import HTTPClient
import Processes
import TestSupport
import Testing

@testable import Credentials

/// A request and the `Authorization` that it gets, from `Fixtures/aws/sigv4.json`: by AWS' own test suite and documentation, or by botocore.
struct SigningCase: Sendable, Codable, CustomTestStringConvertible {
    let name: String
    let accessKeyID: String
    let secretAccessKey: String
    let sessionToken: String?
    let time: Double
    let region: String
    let service: String
    let method: String
    let url: String
    let fields: [[String]]
    let body: String
    let origin: String
    let authorization: String

    var testDescription: String { "\(name) (\(origin))" }

    static let all = (try? FixtureFile.json([SigningCase].self, "aws/sigv4.json")) ?? []

    /// What our signer makes of it.
    func signed() throws -> String? {
        var fields = HTTPFields()
        for field in self.fields { fields.append(name: field[0], value: field[1]) }
        let keys = AWSKeys(
            accessKeyID: accessKeyID,
            secretAccessKey: SecretText(secretAccessKey),
            sessionToken: sessionToken.map { SecretText($0) },
            identity: "test"
        )
        let request = HTTPClientRequest(
            HTTPMethod(method),
            try HTTPURL(parsing: url),
            fields: fields,
            body: body.isEmpty ? nil : Array(body.utf8)
        )
        let signer = SigV4(keys: keys, region: region, service: service)
        return try signer.sign(request, at: time).fields["authorization"]
    }
}

@Suite struct `A signature of version 4` {
    @Test(arguments: SigningCase.all)
    func `is the one that AWS computes`(example: SigningCase) throws {
        #expect(try example.signed() == example.authorization)
    }

    @Test func `has examples`() {
        #expect(SigningCase.all.count >= 17)
        #expect(SigningCase.all.count { $0.origin == "AWS" } >= 8)
    }

    @Test func `has a key for one day, region and service, as in the documentation`() throws {
        let keys = AWSKeys(
            accessKeyID: "AKIDEXAMPLE",
            secretAccessKey: SecretText("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            sessionToken: nil,
            identity: "test"
        )
        let key = try SigV4(keys: keys, region: "us-east-1", service: "iam").signingKey(date: "20150830")
        #expect(
            key.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
                == "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
        )
    }

    @Test(.enabled(Python.absence(of: "botocore")) { await Python.has("botocore") })
    func `is the one that botocore computes, for the same requests`() async throws {
        let input = Array(try JSONEncoder().encode(SigningCase.all))
        let result = try await Python.run([FixtureFile.path("aws/sigv4.py")], input: input)
        try #require(result.status.isSuccess, "\(result.errorText)")
        let theirs = try JSONDecoder().decode([String].self, from: Data(result.standardOutput))
        for (example, authorization) in zip(SigningCase.all, theirs) {
            #expect(try example.signed() == authorization, "\(example.testDescription)")
        }
        #expect(theirs.count == SigningCase.all.count)
    }

    @Test func `covers a time from 1970 on`() {
        #expect(SigV4.time(1_440_938_160) == "20150830T123600Z")
        #expect(SigV4.time(0.9) == "19700101T000000Z")
    }
}
