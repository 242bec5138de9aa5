import Configuration
import HTTP
import HTTPClient
import Testing
import Text

@testable import Providers

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
        return try signer.sign(request, at: Timestamp(seconds: time)).fields["authorization"]
    }
}
