// What the demo's shop sells: categories in two levels, and for each lower one its
// articles with a plain description, a price and a weight. Brands are invented.

/** An article: name, what it is, price in cents, weight in grams. */
export type DemoArticle = readonly [
  name: string,
  what: string,
  priceCents: number,
  weightGrams: number,
];

/** A lower category and its articles. */
export interface DemoCategory {
  readonly name: string;
  readonly articles: readonly DemoArticle[];
}

/** An upper category. */
export interface DemoDepartment {
  readonly name: string;
  readonly description: string;
  /** Months of warranty on what it sells; 0 for none. */
  readonly warrantyMonths: number;
  readonly brands: readonly string[];
  readonly categories: readonly DemoCategory[];
}

/** Everything on sale. */
export const DEMO_DEPARTMENTS: readonly DemoDepartment[] = [
  {
    name: "Kitchen",
    description: "Tools for people who cook every day",
    warrantyMonths: 24,
    brands: ["Calder & Pine", "Tavola Nove", "Brennholt"],
    categories: [
      {
        name: "Cookware",
        articles: [
          ["Cast Iron Skillet 26 cm", "Pre-seasoned pan for stove, oven and open fire", 4990, 2300],
          ["Enamel Dutch Oven 5 l", "Heavy pot with lid for stews and bread", 12900, 5100],
          ["Stainless Saucepan 1.8 l", "Saucepan with pouring rim and measuring marks", 5450, 900],
          ["Carbon Steel Wok 32 cm", "Light wok with a flat base for induction", 4495, 1500],
          ["Copper Jam Pan", "Wide pan that heats evenly for jam and caramel", 15900, 2100],
          ["Ceramic Baking Dish", "Deep dish for gratins, lasagne and crumbles", 3290, 1700],
        ],
      },
      {
        name: "Knives",
        articles: [
          ["Chef's Knife 20 cm", "Forged all-purpose blade with a walnut handle", 8900, 220],
          ["Paring Knife 9 cm", "Small knife for fruit and fine work", 2450, 60],
          ["Bread Knife 24 cm", "Serrated blade that does not crush the crumb", 5900, 180],
          ["Nakiri Vegetable Knife", "Straight Japanese-style blade for vegetables", 7650, 190],
          ["Whetstone 1000/6000", "Two-sided water stone with a bamboo base", 3990, 800],
        ],
      },
      {
        name: "Coffee & Tea",
        articles: [
          ["Hand Coffee Grinder", "Steel burrs, stepless setting, fits any press", 7990, 560],
          ["Pour-Over Dripper", "Porcelain cone with spiral ribs", 2190, 400],
          ["Gooseneck Kettle", "Kettle with a slow, exact pour and thermometer", 6490, 1100],
          ["Moka Pot 6 Cups", "Stovetop espresso maker in brushed steel", 3890, 700],
          ["Stoneware Teapot", "Teapot with a strainer in the spout", 4250, 850],
          ["Milk Frother", "Warm and cold foam at one press", 4990, 650],
        ],
      },
    ],
  },
  {
    name: "Home Office",
    description: "A good place to work",
    warrantyMonths: 36,
    brands: ["Oriko", "Deskline North", "Halden Works"],
    categories: [
      {
        name: "Desks & Chairs",
        articles: [
          ["Standing Desk 140 cm", "Electric desk with four memory heights", 54900, 38000],
          ["Mesh Office Chair", "Chair with adjustable back, seat and arms", 32900, 17500],
          ["Kneeling Stool", "Stool that keeps the back upright", 14900, 7200],
          ["Monitor Arm", "Gas spring arm for screens up to 9 kg", 8990, 3100],
          ["Foot Rest", "Tilting rest with a soft surface", 3990, 1800],
        ],
      },
      {
        name: "Computer Accessories",
        articles: [
          [
            "Mechanical Keyboard",
            "Quiet tactile switches, wireless, three devices",
            12990,
            840,
          ],
          ["Vertical Mouse", "Mouse that lets the wrist rest in its natural angle", 4990, 130],
          ["USB-C Dock 10-in-1", "Two screens, network, cards and 85 W charging", 11900, 320],
          ["Webcam 1440p", "Webcam with a shutter and two microphones", 7990, 150],
          ["Laptop Stand", "Folding aluminium stand, six heights", 3490, 260],
          ["Noise-Cancelling Headset", "Headset with boom microphone, 35 hours", 15900, 230],
        ],
      },
      {
        name: "Stationery",
        articles: [
          ["Dot Grid Notebook A5", "192 numbered pages of 100 g paper", 1790, 320],
          ["Fountain Pen", "Piston pen with a fine steel nib", 3950, 25],
          ["Gel Pens, Set of 8", "Smooth pens that dry at once", 1250, 90],
          ["Desk Calendar", "A week on a page, with room for notes", 1490, 280],
          ["Letter Tray, Oak", "Stackable tray for paper up to A4", 2990, 900],
        ],
      },
    ],
  },
  {
    name: "Outdoor",
    description: "For weekends away from the screen",
    warrantyMonths: 24,
    brands: ["Northfell", "Varga Trail", "Skarv"],
    categories: [
      {
        name: "Camping",
        articles: [
          ["Two-Person Tent", "Three-season tent, 2.1 kg, freestanding", 27900, 2100],
          ["Down Sleeping Bag", "Comfortable to -4 degrees, packs small", 22900, 980],
          ["Insulated Sleeping Mat", "Inflates in a dozen breaths", 9900, 520],
          ["Gas Stove", "Folding stove that boils a litre in four minutes", 4490, 210],
          ["Headlamp 400 lm", "Rechargeable lamp with red light", 3990, 85],
          ["Titanium Mug", "Mug with folding handles, fits a gas can", 2890, 90],
        ],
      },
      {
        name: "Hiking",
        articles: [
          ["Trekking Backpack 45 l", "Ventilated back, rain cover included", 15900, 1550],
          ["Trekking Poles, Pair", "Folding carbon poles with cork grips", 9990, 460],
          ["Merino Hiking Socks", "Cushioned socks that stay dry and fresh", 1990, 80],
          ["Rain Jacket", "Three-layer shell with pit zips", 18900, 390],
          ["Insulated Bottle 0.75 l", "Keeps tea hot for twelve hours", 2990, 340],
        ],
      },
      {
        name: "Cycling",
        articles: [
          ["Commuter Helmet", "Helmet with a rear light and a magnetic buckle", 8990, 410],
          ["Pannier Bag 20 l", "Waterproof roll-top bag for any rack", 6990, 800],
          ["Bike Light Set", "Front and rear light, charged by USB-C", 4590, 140],
          ["Folding Lock", "Hardened steel lock with a frame mount", 7490, 1200],
          ["Floor Pump", "Pump with a gauge and a head for all valves", 3690, 1300],
        ],
      },
    ],
  },
  {
    name: "Living",
    description: "Textiles, light and plants",
    warrantyMonths: 0,
    brands: ["Maison Brume", "Lumen & Loom", "Tavola Nove"],
    categories: [
      {
        name: "Textiles",
        articles: [
          ["Linen Duvet Cover", "Washed linen that softens with the years", 11900, 1400],
          ["Wool Throw", "Woven blanket of undyed wool", 8900, 1100],
          ["Organic Bath Towel", "Thick cotton towel, 70 by 140 cm", 2490, 550],
          ["Cushion Cover", "Heavy cotton with a hidden zip", 1990, 200],
          ["Waffle Tea Towels, Set of 3", "Cotton towels that dry without lint", 1690, 260],
        ],
      },
      {
        name: "Lighting",
        articles: [
          ["Reading Lamp", "Lamp with a jointed arm and a warm light", 7990, 1900],
          ["Paper Pendant", "Folded shade that fills the room softly", 5490, 700],
          ["LED Candle Set", "Three candles with a timer", 2290, 480],
          ["Dimmable Bulb E27", "Warm white bulb, 806 lumen", 990, 60],
        ],
      },
      {
        name: "Plants & Pots",
        articles: [
          ["Terracotta Pot 24 cm", "Clay pot with saucer", 1890, 2600],
          ["Self-Watering Planter", "Reservoir for three weeks of holiday", 3490, 1500],
          ["Monstera Deliciosa", "Plant of about 60 cm, in a nursery pot", 2990, 3200],
          ["Herb Garden Kit", "Basil, parsley and chives from seed", 1990, 900],
          ["Brass Mister", "Fine spray for ferns and orchids", 2250, 310],
        ],
      },
    ],
  },
  {
    name: "Toys & Games",
    description: "For rainy days, from three to ninety-nine",
    warrantyMonths: 12,
    brands: ["Knopf & Söhne", "Little Meridian", "Oriko"],
    categories: [
      {
        name: "Board Games",
        articles: [
          ["Harbour Traders", "Trading game for two to four, 60 minutes", 3990, 1400],
          ["Fox in the Orchard", "Cooperative game from four years, 15 minutes", 2490, 800],
          ["Night Train", "Deduction game for three to six, 40 minutes", 2990, 900],
          ["Chess Set, Maple", "Weighted pieces on a folding board", 5990, 1800],
        ],
      },
      {
        name: "Building & Crafts",
        articles: [
          ["Wooden Blocks, 100 Pieces", "Untreated beech in eight shapes", 4490, 2900],
          ["Marble Run", "Track that grows across the living room", 5490, 2200],
          ["Watercolour Box", "24 half pans with a brush", 2790, 350],
          ["Sewing Kit for Beginners", "All that a first cushion needs", 2390, 500],
        ],
      },
    ],
  },
  {
    name: "Pantry",
    description: "Things that keep, from small makers",
    warrantyMonths: 0,
    brands: ["Quatre Saisons", "Old Quay", "Brennholt"],
    categories: [
      {
        name: "Coffee Beans",
        articles: [
          ["Espresso Roast 1 kg", "Chocolate and hazelnut, low acidity", 2490, 1000],
          ["Filter Roast Ethiopia 250 g", "Floral and bright, washed", 1190, 250],
          ["Decaf Colombia 500 g", "Water-decaffeinated, tastes of caramel", 1590, 500],
        ],
      },
      {
        name: "Oils & Spices",
        articles: [
          ["Olive Oil 0.75 l", "Early harvest, cold extracted", 1990, 1200],
          ["Smoked Paprika", "Sweet paprika dried over oak", 590, 90],
          ["Spice Box, 9 Jars", "The spices most kitchens run out of", 3490, 1100],
          ["Flaky Sea Salt", "Hand-raked salt in a tin", 790, 280],
        ],
      },
    ],
  },
];

/** Colours an article may come in, with how often. */
export const DEMO_COLOURS: readonly (readonly [string, number])[] = [
  ["black", 5],
  ["natural", 4],
  ["grey", 3],
  ["forest green", 2],
  ["navy", 2],
  ["ochre", 1],
  ["terracotta", 1],
];
