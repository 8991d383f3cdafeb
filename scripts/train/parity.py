#!/usr/bin/env python3
"""Writes what an exported reader makes of invented sentences, for the C++ side to match."""

import argparse
import json
from pathlib import Path

import torch

import exported
from batches import inputs
from corpora import Sentence
from predict import read

SENTENCES = """
The government of Malvania said on Tuesday that it would withdraw 1,200 troops from the border .
Prime Minister Ana Petrova met her French counterpart in Paris .
MALVANIAN TROOPS CROSS BORDER , 14 KILLED
Rebels Seize Airport as Talks Collapse in Geneva
police said two gunmen opened fire outside a bank in lagos on friday
`` We will not negotiate , '' said Gen. Karim Haddad , who leads the Free Northern Army .
“ We ’re ready , ” Mrs. O’Neill told reporters – but nobody believed her .
The United Nations Security Council adopted Resolution 2,118 unanimously .
Heavy rain flooded streets across Jakarta , forcing thousands from their homes .
Shares of Acme Steel Corp. fell 3.5 % after the company cut its forecast .
He did n't say whether the children had been found .
The Labour Party lost 23 seats in the local elections .
Turkish warplanes bombed Kurdish positions near the Euphrates River .
Why did the minister resign ?
An AK-47 and two pistols were recovered from the house .
German Chancellor Friedrich Adler and Polish President Maria Nowak signed the Treaty of Gdansk .
The Red Cross has appealed for $ 40 million in aid .
Hundreds of Syrian refugees arrived on the island of Lesbos overnight .
A spokesman for the ministry declined to comment .
Three U.S. soldiers were wounded when their convoy hit a mine north of Mosul .
The bill was passed by the House of Representatives on Thursday , 219 to 212 .
Oil prices rose sharply after OPEC agreed to cut output .
Northern Ireland 's first minister said the talks had been “ constructive . ”
She was arrested in 2014 , tried , and sentenced to life imprisonment .
Spain beat Italy 3-1 in the final of the European Championship .
Thousands marched through Tbilisi to protest against the new law .
The earthquake , measured at 6.8 , struck 40 km south of Valparaíso .
Mr. Okonkwo , 54 , has denied the charges .
According to the New York Times , investigators are looking at emails sent by his aides .
Militants kidnapped 11 workers from a gold mine in northern Burkina Faso .
The two sides agreed to exchange prisoners .
Vaccines will be sent to Kinshasa , Goma and Bukavu next week .
South Korea accused Pyongyang of launching a ballistic missile into the Sea of Japan .
Nurses went on strike over pay .
The judge ruled that the evidence could not be used .
Naïve café-owners in Zürich paid €5,000 each .
Wildfires near Athens have destroyed at least 60 houses , the fire service said .
PRESIDENT VOWS TO VETO TAX BILL
the european union and mexico have signed a trade deal
Ukrainian President Olena Kovalenko visited the city of Kharkiv on Monday .
Iran 's Revolutionary Guards seized a tanker in the Strait of Hormuz .
Lawyers for the Roman Catholic Church said it would appeal .
The Nobel Peace Prize went to a doctor from Congo .
Inflation eased to 2.1 % in March , the statistics office said .
Gangs control most of Port-au-Prince .
The victims , mostly women , had been walking to a market .
Boeing and Airbus are waiting for approval from regulators .
Two Democrats and one Republican voted against it .
The Supreme Court of India struck down the rule on 5 May 2023 .
No one was hurt .
""".strip().split("\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="reader.bin")
    parser.add_argument("--out", type=Path, required=True, help="the file to write, a JSON object a line")
    options = parser.parse_args()
    model, labels, index, exceptions = exported.load(options.model)
    with open(options.out, "w", encoding="utf-8") as file:
        for text in SENTENCES:
            sentence = Sentence(text.split())
            reading = read(model, labels, index, [sentence], exceptions=exceptions)[0]
            batch = inputs([sentence], index)
            with torch.no_grad():
                words = model.encoder.words(batch.rows, None)
                c = model.encoder(batch.rows, batch.lengths)
                arcs = model.arcs(c)[0]
                values = {
                    "word_vector": words[0, 0, :8],
                    "encoder_first": c[0, 0, :8],
                    "encoder_last": c[-1, 0, -8:],
                    "upos_first": model.upos(c)[0, 0],
                    "ner_first": model.ner(c)[0, 0],
                    "arcs_of_first": arcs[:, 0],
                }
            record = {
                "words": sentence.forms, "upos": reading.upos, "xpos": reading.xpos, "lemma": reading.lemmas,
                "ner": reading.names, "heads": reading.heads, "deprels": reading.deprels,
                "rows_of_first": [int(x) for x in batch.rows[0, 0]],
                **{name: [float(f"{x:.7g}") for x in value] for name, value in values.items()},
            }
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
