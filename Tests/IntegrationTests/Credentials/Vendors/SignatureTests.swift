import FoundationEssentials
import Processes
import TestSupport
import Testing

@testable import CredentialsTestSupport

@Suite struct `A signature of version 4` {
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
}
