import Configuration
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

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

    @Test func `covers a time from 1970 on`() {
        #expect(SigV4.text(of: Timestamp(seconds: 1_440_938_160)) == "20150830T123600Z")
        #expect(SigV4.text(of: Timestamp(seconds: 0.9)) == "19700101T000000Z")
    }
}
