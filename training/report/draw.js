const drawn = [...document.querySelectorAll("[data-spec]")].map(place =>
  vegaEmbed(place, JSON.parse(place.dataset.spec), {mode: "vega-lite", renderer: "svg", actions: false, tooltip: false})
    .then(() => { place.dataset.drawn = "yes"; })
    .catch(error => { place.dataset.drawn = "no"; place.textContent = String(error); }));
Promise.all(drawn).then(() => { document.documentElement.dataset.drawn = "all"; });
