import Testing

@testable import Text

struct SecretNamesTests {
    static let arguments: [([String], [String])] = [
        (["--password", "x1"], ["x1"]), (["--password=x1"], ["x1"]), (["--api-key==x1="], ["=x1="]),
        (["--password=\u{301}x1"], ["\u{301}x1"]), (["TOKEN=a=b"], ["a=b"]), (["--password-file", "x1"], []),
        (["--region", "eu-west-1"], []), (["--password"], []),
    ]

    @Test(arguments: arguments)
    func `the value of an argument with a secret's name is one`(arguments: [String], values: [String]) {
        #expect(SecretNames.values(inArguments: arguments) == values)
    }
}
