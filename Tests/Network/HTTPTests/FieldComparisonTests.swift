import Testing

@testable import HTTP

@Suite struct FieldComparisonTests {
    @Test(
        "A field is compared where it stands: by its first line, and without regard to case",
        arguments: [
            ([("Content-Type", "application/json")], true), ([("content-type", "APPLICATION/JSON")], true),
            ([("Content-Type", "text/plain"), ("Content-Type", "application/json")], false),
            ([("Content-Type", "application/json; charset=utf-8")], false),
            ([("Content-Typo", "application/json")], false),
            ([], false),
        ] as [([(String, String)], Bool)]
    )
    func field(lines: [(String, String)], isEqual: Bool) {
        var fields = HTTPFields()
        for line in lines { fields.append(name: line.0, value: line.1) }
        #expect(fields.isFirst("content-type", "application/json") == isEqual)
    }
}
