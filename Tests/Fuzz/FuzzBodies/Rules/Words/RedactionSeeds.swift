/// Credentials in messages to start from.
enum RedactionSeeds {
    static let texts = [
        "hunter2-hunter3\narn:aws:iam::123456789012:role/puller: what is '\n'? for https://issuer.example/a",
        "Kx9/pQ+zT4==w\ntoken=\n&x=1", "correct horse battery staple\n{\"password\":\"\n\"}", "pässwörd-ключ-42\né\né",
        "dckr_pat_Abc123Def456Ghi789Jkl0\n\n", "a\"b\\c/d&e<f>%41\n<\n>", "\u{FEFF}t0ken-x\n \n ",
        "{\"type\":\"service_account\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\\nMIIE\"}\nkey\n",
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2kifQ.c2ln\nAuthorization: Bearer \n was refused", "secret\n\n",
    ]

    static let words = [
        "\n", "\u{1B}[31m", "\u{1B}]0;", "\u{200B}", "\u{301}", "%25", "%0A", "\\u0041", "\\n", "&amp;", "&#x41;",
        "://", "@", "eyJ",
        "-----BEGIN ", "password=", "token: ", "Bearer ", "sha256:", "arn:", "<redacted>", "=", "\"", "'", "\u{202E}",
        "\u{85}",
    ]
}
