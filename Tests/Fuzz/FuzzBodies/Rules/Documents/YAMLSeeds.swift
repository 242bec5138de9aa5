/// Documents to start from.
enum YAMLSeeds {
    static let texts = [
        "a: 1\nb: [x, 'y', \"z\\u00e9\"]\nc: {d: null, e: ~}\n", "- &a {x: 1}\n- <<: *a\n  y: 2\n- *a\n",
        "---\na: |\n  b\n   c\n---\n{\"j\": [1e5]}\n...\n",
        "k: yes\nk2: 0x1F\nk3: 017\nk4: 1_000\nk5: .5\nk6: -.inf\n1.5: x\ntrue: y\n",
        "a: >-\n  folded\n  text\n\n  more\nb: !!str 1\nc: !!binary YQ==\n",
        "{\"a\": {\"b\": [1, 2.50, -0, \"\\ud83d\\ude00\"]}}", "a: 1\na: 2\n", "? x\n: y\n",
        "a: 2026-11-30\nb: 12:30:45\n", "%YAML 1.1\n---\nx\n",
        "\u{FEFF}a: b\r\nc: d\r\n", "[[[[[[[[[[[[", "a: \"\\x41\\u0041\\U00000041\\N\"\n", "&a [*a]", "a:\n\t- b\n",
        "- - - x\n",
    ]

    static let words = [
        "---\n", "...\n", ": ", "- ", "? ", "&a ", "*a", "<<: ", "|\n", ">-\n", "|+2\n", "!!str ", "!!binary ",
        "!!int ", "{", "}", "[", "]", ", ",
        "\"", "'", "\\", "\\u", "#", "%YAML 1.1\n", "null", "~", "yes", "0x", "0o7", "1_0", ".inf", ".nan", "1e400",
        "\n  ", "\r\n", "\u{FEFF}",
        "\u{85}", "\u{2028}", "\u{7F}", "apiVersion: pullpass.dev/v1alpha1\n", "kind: Configuration\n",
    ]
}
