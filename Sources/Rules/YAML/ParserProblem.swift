/// What libyaml's terse problems mean to the person who wrote the file.
enum ParserProblem {
    static func readerReason(_ problem: String) -> String {
        switch problem {
        case "control characters are not allowed": "a control character; write it as an escape inside double quotes"
        default: problem
        }
    }

    /// The reason for a problem that was met at `line` while reading `context`, which began on `contextLine`.
    ///
    /// `found` is the character at the place of the problem.
    static func reason(
        _ problem: String,
        context: String?,
        contextLine: Int,
        line: Int,
        found: Unicode.Scalar?
    ) -> String {
        let began = contextLine < line ? " (it began on line \(contextLine))" : ""
        switch problem {
        case "found character that cannot start any token":
            switch found {
            case "\t": return "a tab; YAML is indented with spaces"
            case "@", "`", "%": return "a value cannot start with \(found.map(String.init) ?? ""); put it in quotes"
            default: return problem
            }
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return "a tab; YAML is indented with spaces"
        case "mapping values are not allowed in this context":
            return "a ':' that cannot be here; put a value with ': ' in quotes, or check the indentation"
        case "did not find expected key":
            return "no key where one should be; check the indentation and the quotes of this line and the one before"
        case "could not find expected ':'":
            return "a key without ': ' after it\(began)"
        case "found unexpected end of stream", "found unexpected document indicator":
            return "quotes that are never closed\(began)"
        case "did not find expected ',' or ']'":
            return "a list in [ ] that is never closed, or lacks a comma\(began)"
        case "did not find expected ',' or '}'":
            return "a mapping in { } that is never closed, or lacks a comma\(began)"
        case "did not find expected node content":
            return
                "no value where one should be; close every [ and {, and put a value that starts with , ] or } in quotes"
        case "did not find expected '-' indicator":
            return "a list whose entries are not indented alike\(began)"
        case "block sequence entries are not allowed in this context":
            return "a list entry (- ) cannot start here; put it on a line of its own"
        case "did not find expected <document start>":
            return "text after the end of the document; separate documents with a line ---"
        case "found undefined tag handle":
            return "a tag (!x!y) that is not declared; put a value that starts with ! in quotes"
        case "did not find expected alphabetic or numeric character":
            return "a lone * or &; put a value that starts with it in quotes"
        case "found unknown escape character":
            return "an unknown escape after \\; double the backslash or use single quotes"
        case "found invalid Unicode character escape code":
            return "an escape that is no Unicode character; write the character itself (YAML has no surrogate pairs)"
        default:
            return context.map { "\(problem) \($0)\(began)" } ?? problem
        }
    }
}
