extension JSONText {
    /// Section 3: three words in small letters.
    static let literals: [JSONText] =
        ["true", "false", "null"].map { good($0, $0) }
        + [
            "True", "TRUE", "False", "FALSE", "Null", "NULL", "nul", "nulL", "nulll", "nil", "none", "None", "tru",
            "truee", "t", "f", "n", "fals", "falsee",
            "falsy", "undefined", "void", "yes", "no", "on", "off", "true1", "1true", "truefalse", "nullnull", "true\0",
            "\0true", "tr\u{FF55}e", "(true)", "-true",
            "!true", "&true", "*true", "~", "?", "@", "#", "%", "\\", "\\u0041", "\u{E9}", "\u{1F600}",
        ].map { bad("word \($0.debugDescription)", $0) }

    static let structures: [JSONText] = [
        good("{}", "{}"), good("[]", "[]"), good("{ }", "{ }"), good("[ ]", "[ ]"), good("[1]", "[1]"),
        good("two elements", "[1,2]"),
        good("elements of all kinds", #"[null,true,-1.5,"a",[],{}]"#), good("arrays in arrays", "[[],[[]],[[[]]]]"),
        good("one member", #"{"a":1}"#),
        good("members of all kinds", #"{"a":null,"b":false,"c":0,"d":"","e":[],"f":{}}"#),
        good("objects in objects", #"{"a":{"b":{"c":{}}}}"#), good("objects in an array", #"[{"a":1},{"a":2}]"#),
        good("an empty key", #"{"":0}"#),
        good("a key with an escape", #"{"\u0061\n":0}"#), good("a key of structure", #"{"{}[],:":0}"#),
        good("a key with a NUL escaped", #"{"a\u0000b":0}"#),
        good("a key of two bytes a letter", #"{"é":0}"#), good("keys that differ by case", #"{"a":1,"A":2}"#),
        good("a key that is a number's text", #"{"1":1}"#),
        good("a key like null", #"{"null":null}"#), good("__proto__", #"{"__proto__":[]}"#),
        good(
            "white space everywhere",
            " \t\r\n[ \t\r\n1 \t\r\n, \t\r\n{ \t\r\n\"a\" \t\r\n: \t\r\n2 \t\r\n} \t\r\n] \t\r\n",
            isValue: false
        ),
        good("a line end behind", "[]\n", isValue: false), good("a blank before", " []", isValue: false),
        good("tabs between", "[1,\t2]"), good("CR between", "[1,\r2]"),
        good("20 levels of arrays", String(repeating: "[", count: 20) + String(repeating: "]", count: 20)),
        good("20 levels of objects", String(repeating: #"{"a":"#, count: 20) + "1" + String(repeating: "}", count: 20)),
        good("20 levels of both", String(repeating: #"[{"a":"#, count: 10) + "1" + String(repeating: "}]", count: 10)),
        good("500 elements", "[" + Array(repeating: "1", count: 500).joined(separator: ",") + "]"),
        good("500 members", "{" + (0..<500).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"),
        good("a number as the whole", "7", isValue: false),
    ]

    /// Equal keys are grammatical (section 4: names SHOULD be unique); what is made of them differs, and is told apart by each reader's own tests.
    package static let equalKeys: [JSONText] = [
        good("equal keys", #"{"a":1,"a":2}"#), good("equal keys and values", #"{"a":1,"a":1}"#),
        good("equal empty keys", #"{"":1,"":2}"#),
        good("equal keys by an escape", #"{"a":1,"\u0061":2}"#),
        good("equal keys far apart", #"{"a":1,"b":{},"c":[],"a":null}"#),
        good("equal keys of objects", #"{"a":{"b":1},"a":{"c":2}}"#),
    ]

    static let brokenStructures: [JSONText] = [
        "[", "]", "{", "}", "[}", "{]", "[1", "[1,", "[1}", "[,", "[,]", "[,1]", "[1,]", "[1,,2]", "[1,,]", "[,,]",
        "[1 2]", "[1;2]", "[1:2]", "[\"a\" \"b\"]",
        "[\"a\":1]", "[[]", "[]]", "[[1]", "[[1,2]", "[{}", "[{]}", "[}]", "[1]]", "[1}]", "[*]", "[a]", "[a,b]",
        "[true false]", "[1,\"a]", "[\"a]", "[...]", "(1)",
        "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,}", "{,\"a\":1}",
        "{\"a\":1,,\"b\":2}", "{\"a\":1 \"b\":2}", "{\"a\":1;\"b\":2}",
        "{\"a\":1]", "{\"a\":1}}", "{\"a\"::1}", "{\"a\":1:2}", "{\"a\",1}", "{\"a\"=1}", "{\"a\"=>1}", "{:1}", "{:}",
        "{\"a\":,\"b\":1}", "{1:2}", "{null:1}", "{true:1}",
        "{[]:1}", "{{}:1}", "{a:1}", "{'a':1}", "{\"a:1}", "{a\":1}", "{\"a\":a}", "{\"a\":'b'}", "{{}}", "{[]}",
        "{\"a\"", "{\"a", "{\"", "{\"a\":\"b", "{\"a\":[", "{\"a\":{",
        "{\"a\":[}", "{\"a\":{]}", "{\"a\":[1,{\"b\":[2,]}]}", "[1]x", "[1],", "[1],[2]", "{},", "{}{}", "[][]", "{}[]",
        "1 2", "1,2", "1 \"a\"", "null null", "\"a\":1", "a:1",
        ",", ":", ";", ",1", "1,", "[1]\0", "{}\0", "\0[]", "[\0]", "[1\0,2]", "{\0}", "[]#", "[] //", "[] /**/",
        "// a\n[]", "/* a */[]", "# a\n[]", "[1/**/]", "[1 //a\n]", "[1 #a\n]",
        "{\"a\":1}/", "<a/>", "<!-- a -->[]", "[]<", "a=1", "--- []", "[] ...", "[1, 2, 3, ...]", "%7B%7D",
        "{}\u{200B}", "\u{200B}{}", "[\u{A0}]", "[\u{2003}]", "[\u{2028}]",
        "[\u{3000}1]", "\u{B}[]", "\u{C}[]", "[\u{B}]", "[\u{C}1]", "[]\u{B}", "[]\u{C}", "[]\u{1A}", "[]\u{85}",
        "\u{2028}[]", "[]\u{2060}", "[1\u{FEFF}]", "[]\u{FEFF}", "\u{8}[]", "[]\u{1}", "[]\u{7F}",
    ].map { bad("structure \($0.debugDescription)", $0, isValue: false) }

    /// What is in a file or a body as a whole (section 8.1: UTF-8, and no byte order mark).
    static let documents: [JSONText] = [
        bad("nothing", "", isValue: false), bad("white space alone", " \t\r\n", isValue: false),
        bad("a NUL alone", "\0", isValue: false),
        bad("a mark alone", "\u{FEFF}", isValue: false), bad("a mark in front", "\u{FEFF}{}", isValue: false),
        bad("two marks in front", "\u{FEFF}\u{FEFF}{}", isValue: false),
        bad("a mark behind a blank", " \u{FEFF}{}", isValue: false),
        bad("half a mark", [0xEF, 0xBB] + Array("{}".utf8)),
        bad("a byte of no UTF-8 in front", [0xFF] + Array("{}".utf8)),
        bad("a byte of no UTF-8 behind", Array("{}".utf8) + [0x80]),
        bad("a byte of no UTF-8 between", Array("[1,".utf8) + [0xC3] + Array("2]".utf8)),
        bad("UTF-16, little end first", [0xFF, 0xFE, 0x7B, 0, 0x7D, 0]),
        bad("UTF-16, big end first", [0xFE, 0xFF, 0, 0x7B, 0, 0x7D]),
        bad("UTF-16 without a mark", [0x7B, 0, 0x7D, 0]),
        bad("UTF-16 without a mark, big end first", [0, 0x7B, 0, 0x7D]),
        bad("UTF-32", [0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0, 0x7D, 0, 0, 0]),
        bad("UTF-32 without a mark", [0x5B, 0, 0, 0, 0x5D, 0, 0, 0]), bad("UTF-7", "+AHs-+AH0-", isValue: false),
        bad("gzip", [0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0]),
        bad("JSON's guard against scripts", ")]}',\n{}", isValue: false), bad("a callback", "f({})", isValue: false),
        bad("a record separator", "\u{1E}{}\n", isValue: false), bad("two lines", "{}\n{}\n", isValue: false),
        bad("a thousand brackets", String(repeating: "[", count: 1000), isValue: false),
        bad("a thousand braces", String(repeating: #"{"a":"#, count: 1000), isValue: false),
        bad("closed a thousand times", String(repeating: "]", count: 1000), isValue: false),
        bad(
            "closed once too often",
            String(repeating: "[", count: 50) + String(repeating: "]", count: 51),
            isValue: false
        ),
        bad(
            "closed once too seldom",
            String(repeating: "[", count: 50) + String(repeating: "]", count: 49),
            isValue: false
        ),
        bad(
            "closed by the other",
            String(repeating: "[", count: 50) + "}" + String(repeating: "]", count: 49),
            isValue: false
        ),
    ]

    private static func bad(_ name: String, _ bytes: [UInt8]) -> JSONText {
        JSONText(name: name, bytes: bytes, isJSON: false, meaning: nil, isValue: false)
    }
}
